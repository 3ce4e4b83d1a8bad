// Makes the pictures of the documents: one lane after a stampede and a rotation of its secret, during an outage.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../../scripts/browser.ts';
import { openPage } from './open-page.ts';
import { startConsole } from './start-console.ts';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const views = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { name: `console-${colorScheme}.png`, colorScheme, viewport: { width: 1280, height: 940 } },
  { name: `console-phone-${colorScheme}.png`, colorScheme, viewport: { width: 390, height: 844 } },
]);

await mkdir(folder, { recursive: true });
await using resources = new AsyncDisposableStack();
const { url } = resources.use(await startConsole());
const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
const consoles = await Promise.all(
  views.map(async (view) => ({ ...view, ...resources.use(await openPage(browser, url, view)) })),
);
const [first] = consoles;
if (first === undefined) throw new Error('The list of views is empty');

const lane = first.lane('pulsoid');
await lane.press('Ten-second tokens');
await lane.shows('[data-field="ends"]:text-matches("in [0-9] s")');
await lane.press('Rotate secret');
// The naive program finds out when its token ends.
await lane.shows('[data-field="naiveFailedCalls"]:text-is("8")');
await lane.press('1,000 callers');
await lane.shows('.result:has-text("the naive program")');
await lane.press('Server stopped');

for (const { name, page, lane, viewport } of consoles) {
  const { element, shows } = lane('pulsoid');
  await shows('[data-field="held"]:visible');
  const top = viewport.width < 1000 ? element : page.locator('body');
  await top.evaluate((start) => start.scrollIntoView());
  await page.screenshot({ path: `${folder}${name}` });
}
