// Opens pages in a real Chromium: for the tests of the example's console, and for the check of the site.
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, or the browser that `GRANTKIT_CHROMIUM` names. */
const chromiumPath = process.env['GRANTKIT_CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser to test with. `.ci/run` installs it. */
export const hasChromium = existsSync(chromiumPath);

export const howToGetChromium =
  'No Chromium: install it with `apt-get install chromium`, or name yours in GRANTKIT_CHROMIUM.';

export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** Collects what a page must not do: errors in its console, uncaught errors, and requests to another origin. */
export function watchForProblems(page: Page, origin: string): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) problems.push(`request to ${url.origin}`);
  });
  return problems;
}

/** The accessibility rules that a page breaks, each with the elements that break it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // The expression is text, because vitest renames the imports in a function.
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Whether the page is wider than the window, so that a reader has to scroll to the side. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
