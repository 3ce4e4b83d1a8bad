import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { watchForProblems } from '../../../scripts/browser.ts';

/** The page in a browser. */
export interface ConsolePage extends AsyncDisposable {
  readonly page: Page;
  /** Problems that the page must not have. */
  readonly problems: readonly string[];
  lane(name: string): LanePage;
}

/** One lane of the page. */
export interface LanePage {
  readonly element: Locator;
  press(button: string): Promise<void>;
  /** The text of a field. */
  read(field: string): Promise<string>;
  count(field: string): Promise<number>;
  /** Waits until the lane shows something: a selector of CSS, below the lane. */
  shows(selector: string): Promise<void>;
}

/** Opens the page and waits for the first calls of the simulators' callers. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = watchForProblems(page, new URL(url).origin);
  await page.goto(url);
  // The first state shows all lanes.
  await page.getByRole('article').first().waitFor();
  const simulators = await page.locator('.lane[data-kind="simulator"]').all();
  await Promise.all(simulators.map((simulator) => simulator.locator('.badge[data-age="fresh"]').waitFor()));
  return { page, problems, lane: (name) => laneOf(page, name), [Symbol.asyncDispose]: () => context.close() };
}

function laneOf(page: Page, name: string): LanePage {
  const element = page.getByRole('article', { name });
  const read = async (field: string) => (await element.locator(`[data-field="${field}"]`).textContent()) ?? '';
  return {
    element,
    read,
    press: (button) => element.getByRole('button', { name: button }).click(),
    count: async (field) => Number((await read(field)).replaceAll(',', '')),
    shows: (selector) => element.locator(selector).first().waitFor(),
  };
}
