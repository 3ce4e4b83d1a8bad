import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/browser.ts';
import { openPage } from './open-page.ts';
import { skipsBrowser } from './skips-browser.ts';
import { startConsole } from './start-console.ts';

// At the same time, because an outage takes as long as a token lives.
describe.skipIf(skipsBrowser()).concurrent('the experiments', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('a stampede of 1,000 callers ends with one token request, and says so', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const lane = console.lane('pulsoid');
    const before = await lane.count('tokenRequests');
    await lane.press('1,000 callers');
    await lane.shows('.result:has-text("Grantkit: 1,000 of 1,000 callers got a token with 1 token request in")');
    await lane.shows('.result:has-text("the naive program: 1,000 of 1,000 callers got a token with 1,0")');
    await lane.shows(`[data-field="tokenRequests"]:text-is("${before + 1}")`);
    expect(await lane.count('naiveTokenRequests')).toBeGreaterThanOrEqual(1_000);
    expect(await lane.count('failedCalls')).toBe(0);
    expect(console.problems).toEqual([]);
  });

  test('in an outage callers are served while the token is valid, and again when the server is back', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const lane = console.lane('smokeball');
    const placeOfButtons = () =>
      lane.element.locator('.controls').evaluate((controls: HTMLElement) => controls.offsetTop);
    const place = await placeOfButtons();
    await lane.press('Ten-second tokens');
    await lane.shows('button[aria-pressed="true"]:text-is("Ten-second tokens")');
    await lane.shows('[data-field="ends"]:text-matches("in [0-9] s")');

    await lane.press('Server stopped');
    await lane.shows('button[aria-pressed="true"]:text-is("Server stopped")');
    await lane.shows('[data-field="held"]:visible');
    await lane.shows('.badge[data-age="soft"]');
    await lane.shows('.served[data-served="yes"]');
    expect(await lane.read('failureCode')).toBe('network');
    const docs = lane.element.getByRole('link', { name: 'About this error' });
    expect(await docs.getAttribute('href')).toMatch(/^https:.*#network$/);
    expect(await lane.count('failedCalls')).toBe(0);

    await lane.shows('.badge[data-age="hard"]');
    await lane.shows('.served[data-served="no"]');
    expect(await placeOfButtons()).toBe(place);
    await lane.press('Server stopped');
    await lane.shows('.badge[data-age="fresh"]');
    await lane.shows('.served[data-served="yes"]');
    await lane.shows('[data-field="failureLabel"]:text-is("No error since the last success.")');
    expect(await lane.element.locator('[data-field="held"]').isVisible()).toBe(false);
    expect(console.problems).toEqual([]);
  });

  test('a rotation of the secret fails no call', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const lane = console.lane('pingam');
    const requested = await lane.count('requested');
    await lane.press('Rotate secret');
    await console.page.locator('#entries [data-type="rotated"][data-lane="pingam"]').waitFor();
    await lane.shows(`[data-field="requested"]:text-is("${requested + 1}")`);
    const calls = await lane.count('calls');
    await expect.poll(() => lane.count('calls')).toBeGreaterThan(calls);
    // Now only the new secret leads to a token that the API accepts.
    await lane.press('Reject at the API');
    await lane.shows('[data-field="replayed"]:text-is("1")');
    expect(await lane.count('failedCalls')).toBe(0);
    expect(console.problems).toEqual([]);
  });
});
