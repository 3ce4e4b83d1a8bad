// Builds the documentation site, opens every page in a real Chromium, and follows every link inside the site. Needs
// Chromium: see scripts/browser.ts.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { base, outDir } from '../apps/site/src/pages.ts';
import { serveSite } from '../apps/site/src/serve.ts';
import { hasChromium, howToGetChromium, launchChromium } from './browser.ts';
import { type Check, report } from './checks.ts';
import { complaints } from './probes.ts';
import { brokenFileLinks, builtPages, missingPages, twinOf, unlisted } from './site/files.ts';
import { searchProblems } from './site/search.ts';
import { type Visit, visit } from './site/visit.ts';

const broken = await complaints('pnpm', ['--silent', 'docs:build'], { timeout: 300_000 });
// Files of an earlier build say nothing about this one.
report([['the site builds', broken], ...(broken.length === 0 ? await checkBuilt(builtPages()) : [])]);

async function checkBuilt(built: readonly string[]): Promise<Check[]> {
  const checks: Check[] = [
    ['every document has a page', missingPages(built)],
    ['llms.txt lists pages that exist', brokenFileLinks('llms.txt')],
    ['llms.txt lists every page outside the reference', unlisted(built)],
  ];
  if (!hasChromium) return [...checks, ['Chromium is installed', [howToGetChromium]]];
  const browser = await launchChromium();
  const server = await serveSite();
  try {
    return [...checks, ...(await checkPages(browser, `${server.origin}${base}`, built))];
  } finally {
    await browser.close();
    await server.close();
  }
}

async function checkPages(browser: Browser, site: string, built: readonly string[]): Promise<Check[]> {
  // Otherwise axe could measure a colour in the middle of a transition.
  const light = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' });
  const dark = await browser.newContext({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const visits = await inParallel(built, (address) => visit(light, site + address));
  const known = new Map(visits.map((each) => [each.url, each]));
  const samples = built.filter((address) => /^$|^errors$|^benchmarks$|^packages\/core\/$|\/GrantError$/.test(address));
  const inDark = await inParallel(samples, (address) => visit(dark, site + address));
  return [
    ...visits.map((each): Check => {
      const twin = twinOf(each.url.slice(site.length));
      const missing = existsSync(join(outDir, twin)) ? brokenFileLinks(twin) : [`${twin} is missing`];
      const broken = each.links.filter((link) => !resolves(link, known)).map((link) => `link to ${link}`);
      return [each.url.replace(site, '/'), [...each.problems, ...missing, ...broken]];
    }),
    ...inDark.map(({ url, problems }): Check => [`${url.replace(site, '/')} in dark`, [...problems]]),
    ['the search finds Retry-After', await searchProblems(light, site, 'Retry-After')],
  ];
}

/** Whether a link leads to a page, and to an element of it. */
function resolves(link: string, known: ReadonlyMap<string, Visit>): boolean {
  const { origin, pathname, hash } = new URL(link);
  const page = known.get(`${origin}${pathname}`);
  return page !== undefined && (hash === '' || page.anchors.has(decodeURIComponent(hash.slice(1))));
}

/** Two tabs per core: while one waits for the server, the other renders. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() * 2 }, worker));
  return results;
}
