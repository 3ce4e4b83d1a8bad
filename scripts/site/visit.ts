// Opens a page of the site as readers see it: on a phone and on a wide screen, in light and in dark.
import type { BrowserContext } from 'playwright-core';
import { axeViolations, scrollsSideways, watchForProblems } from '../browser.ts';

export interface Visit {
  readonly url: string;
  readonly problems: readonly string[];
  /** The elements that a link can name. */
  readonly anchors: ReadonlySet<string>;
  /** The links to pages and files of the site, as absolute URLs. */
  readonly links: readonly string[];
}

const widths = [390, 1280];

export async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  const watched = watchForProblems(page, new URL(url).origin);
  const problems: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(url);
    // The server sends finished HTML, and Vue adds its behaviour afterwards.
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
    if (await scrollsSideways(page)) problems.push(`scrolls sideways at ${width} pixels`);
    for (const violation of await axeViolations(page)) problems.push(`axe at ${width} pixels: ${violation}`);
  }
  const found = await page.evaluate(() => ({
    anchors: [...document.querySelectorAll('[id], a[name]')].map(
      (element) => element.id || (element.getAttribute('name') ?? ''),
    ),
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ href }) => href),
  }));
  await page.close();
  const { origin } = new URL(url);
  return {
    url,
    problems: [...watched, ...problems],
    anchors: new Set(found.anchors),
    links: [...new Set(found.links)].filter((link) => new URL(link).origin === origin),
  };
}
