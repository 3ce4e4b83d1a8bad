import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createAuthorizationServer } from '@grantkit/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, launchChromium, scrollsSideways } from '../../../scripts/browser.ts';
import { openPage } from './open-page.ts';
import { skipsBrowser } from './skips-browser.ts';
import { startConsole } from './start-console.ts';

const screenshots = fileURLToPath(new URL('../node_modules/.screenshots/', import.meta.url));

describe.skipIf(skipsBrowser())('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(() => browser?.close());

  test('shows a lane for each provider, with what its client says', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    expect(await console.page.getByRole('article').count()).toBe(3);
    const { read, element } = console.lane('pulsoid');
    expect(await read('kind')).toBe('simulator');
    expect(await read('endpoint')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\/token$/);
    expect(await read('clientAuth')).toBe('client_secret_basic');
    expect(await read('scope')).toBe('profile:create');
    expect(await read('served')).toBe('Callers get the token from memory.');
    expect(await read('renews')).toBe('in 57 days');
    const meter = element.getByRole('meter', { name: 'Life of the token of pulsoid' });
    expect(await meter.getAttribute('aria-valuenow')).toBe('100');
    expect(await meter.getAttribute('aria-valuetext')).toMatch(/^Fresh, renews in 57 days, ends in 5[78] days$/);
    expect(await console.page.locator('#cache').textContent()).toBe('Shared cache in memory, not sealed');
    expect(console.problems).toEqual([]);
  });

  test('calls a real service only when a button is pressed, and does not disturb it', async () => {
    const client = { clientId: 'id', clientSecret: 'secret' };
    await using service = await createAuthorizationServer({ dialect: 'pulsoid', clients: [client] });
    const { tokenEndpoint, url: apiBaseUrl } = service;
    await using server = await startConsole({ real: { pulsoid: { ...client, tokenEndpoint, apiBaseUrl } } });
    await using console = await openPage(browser, server.url);
    const { element, read, shows, press } = console.lane('pulsoid');
    expect(await read('kind')).toBe('real service');
    expect(await read('state')).toBe('No token');
    expect(await element.getByRole('button').allTextContents()).toEqual([
      'Call the API',
      '1,000 callers',
      'Invalidate',
    ]);
    expect(await element.getByRole('row', { name: 'Naive program' }).count()).toBe(0);
    expect(service.requests).toEqual([]);
    await press('Call the API');
    await shows('.result:has-text("called the API: 200 OK")');
    await shows('.badge[data-age="fresh"]');
    expect(service.requests).toHaveLength(2);
    expect(await axeViolations(console.page)).toEqual([]);
    expect(console.problems).toEqual([]);
  });

  test.for([390, 1280])('is accessible in both colour schemes at %i pixels, and fits the window', async (width) => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url, { viewport: { width, height: 900 } });
    const { page, problems } = console;
    const lane = console.lane('pulsoid');
    await lane.press('Server stopped');
    await lane.shows('[data-field="held"]:visible');
    await lane.shows('.failure[data-failed="true"]');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await page.screenshot({ path: `${screenshots}${colorScheme}-${width}.png`, fullPage: true });
    }
    expect(problems).toEqual([]);
  });

  test('fits windows of every width, with the result of a button beside or below the buttons', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const { page } = console;
    const { element, press, shows } = console.lane('pulsoid');
    const measure = async () => {
      const sizes: number[] = [];
      for (const width of [320, 390, 640, 768, 900, 1080, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await scrollsSideways(page), `${width}`).toBe(false);
        const box = await element.locator('.result').boundingBox();
        expect(box?.width, `${width}`).toBeGreaterThan(170);
        sizes.push(Math.round(box?.height ?? 0));
      }
      return sizes;
    };
    const sizes = await measure();
    await press('1,000 callers');
    await shows('.result:has-text("the naive program")');
    expect(await measure(), 'it has room for the longest result').toEqual(sizes);
  });

  test('a keyboard reaches every button in the order of the page, and presses it', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const { page } = console;
    const buttons = await page.getByRole('button').allTextContents();
    expect(buttons).toHaveLength(27);
    const reached: string[] = [];
    const stops = buttons.length + 2;
    for (let stop = 0; stop < stops; stop += 1) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus-visible');
      reached.push((await focused.getAttribute('id')) ?? (await focused.textContent()) ?? '');
      expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    }
    expect(reached).toEqual([...buttons, 'filter', 'entries']);

    await page.getByRole('article', { name: 'pingam' }).getByRole('button', { name: 'Answer 429' }).focus();
    await page.keyboard.press('Space');
    await console.lane('pingam').shows('button[aria-pressed="true"]:text-is("Answer 429")');
    await console.lane('pingam').shows('[data-field="failureCode"]:text-is("rate_limited")');
  });

  test('the timeline can show one provider alone, and is not a live region', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    const { page, lane } = console;
    await lane('smokeball').press('Invalidate');
    await page.locator('#entries [data-lane="smokeball"][data-type="invalidated"]').waitFor();
    await page.getByRole('combobox').selectOption('smokeball');
    const names = await page.locator('#entries li:visible b').allTextContents();
    expect(new Set(names)).toEqual(new Set(['smokeball']));
    expect(await page.locator('#entries').getAttribute('aria-live')).toBe(null);
    expect(await page.locator('#entries').getAttribute('role')).toBe(null);
  });

  test('with reduced motion the bar does not slide', async () => {
    await using server = await startConsole();
    await using still = await openPage(browser, server.url, { reducedMotion: 'reduce' });
    await using moving = await openPage(browser, server.url, { reducedMotion: 'no-preference' });
    const seconds = ({ page }: typeof still) =>
      page
        .locator('.bar i')
        .first()
        .evaluate((element) => getComputedStyle(element).transitionDuration);
    expect(await seconds(still)).toBe('0s');
    expect(await seconds(moving)).toBe('0.1s');
  });

  test('says that it lost the server, claims nothing of its lanes, and connects again when the server is back', async () => {
    const client = { clientId: 'id', clientSecret: 'secret' };
    const issuer = { tokenEndpoint: 'http://127.0.0.1:1/token', ...client };
    const first = await startConsole({ real: { issuer } });
    await using console = await openPage(browser, first.url);
    const { page, lane } = console;
    expect(await page.getByRole('article').count()).toBe(4);
    await first[Symbol.asyncDispose]();
    await page.getByText('Lost the server. This page connects again when it is back.').waitFor();
    expect([await lane('pulsoid').read('state'), await lane('pulsoid').read('served')]).toEqual([
      'Unknown',
      'Unknown until the server is back.',
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await using _second = await startConsole({ port: Number(new URL(first.url).port) });
    await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
    await lane('pulsoid').shows('.badge[data-age="fresh"]');
    // The other program has no standard server.
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
  });

  test('more tabs than a browser opens connections do not block each other', async () => {
    await using server = await startConsole();
    await using console = await openPage(browser, server.url);
    let front = console.page;
    for (let tab = 2; tab <= 8; tab += 1) {
      await setVisibility(front, 'hidden');
      front = await console.page.context().newPage();
      await front.goto(server.url);
      await front.locator('.badge[data-age="fresh"]').first().waitFor();
    }
    await setVisibility(front, 'hidden');
    await setVisibility(console.page, 'visible');
    await console.lane('pulsoid').press('Call the API');
    await console.lane('pulsoid').shows('.result:has-text("called the API: 200 OK")');
  });
});

/** Chromium without a window shows every tab, so the test says what a window would. */
async function setVisibility(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
