// Searches the site as readers do: by typing.
import type { BrowserContext } from 'playwright-core';
import { watchForProblems } from '../browser.ts';

/** What is wrong when a reader types these words into the search box and opens the first hit. */
export async function searchProblems(context: BrowserContext, site: string, words: string): Promise<string[]> {
  const page = await context.newPage();
  const watched = watchForProblems(page, new URL(site).origin);
  await page.goto(site);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('#localsearch-input').fill(words);
  const hits = page.locator('.VPLocalSearchBox .result');
  await hits.first().waitFor();
  await hits.first().click();
  await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' });
  const text = await page.locator('.vp-doc').textContent();
  const problems = text?.includes(words) ? [] : [`the first hit, ${page.url()}, does not say ${words}`];
  await page.close();
  return [...watched, ...problems];
}
