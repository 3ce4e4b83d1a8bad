// Builds the program, starts it on a free port, and requests its pages and its routes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { settingsFor, startBilling } from '../billing-server.js';

const billing = await startBilling();
const server = await buildAndStart();
try {
  const origin = await printedOrigin();
  const get = (path) => fetch(origin + path);

  // `next build` rendered only the static page, with one token.
  assert.equal(billing.apiRequests.length, 1);
  assert.match(await (await get('/archive')).text(), /INV-1/);

  // Next.js has kept the reply of the API for that page, and nothing about a token.
  const cache = '.next/cache/fetch-cache';
  const kept = readdirSync(cache).map((name) => readFileSync(`${cache}/${name}`, 'utf8'));
  assert.equal(kept.length, 1);
  for (const { accessToken } of billing.issued) assert.ok(!kept[0].includes(accessToken));

  // The edge runtime shares no memory with the other routes.
  assert.equal(await (await get('/edge')).text(), 'ok');

  const pages = await Promise.all(Array.from({ length: 10 }, async () => (await get('/')).text()));
  for (const page of pages) assert.match(page, /INV-1/);
  const replies = await Promise.all(Array.from({ length: 10 }, async () => (await get('/api/invoices')).json()));
  for (const invoices of replies) assert.deepEqual(invoices, [{ id: 'INV-1', total: 120 }]);
  assert.equal(billing.tokenRequests.length, 2);
  // Next.js cached nothing.
  assert.equal(billing.apiRequests.length, 21);

  billing.rejectIssuedTokens();
  billing.answerApiNext({ fate: 'grant' });
  billing.answerNext({ status: 429, headers: { 'retry-after': '200' } });
  const refused = await get('/api/invoices');
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '200');
  console.log('ok');
} finally {
  server.kill();
  await billing.close();
}

async function buildAndStart() {
  const next = (command, ...options) =>
    spawn(process.execPath, ['node_modules/next/dist/bin/next', command, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...settingsFor(billing) },
    });
  const build = next('build');
  build.stdout.resume();
  const [code] = await once(build, 'exit');
  assert.equal(code, 0, 'next build failed');
  return next('start', '--hostname', '127.0.0.1', '--port', '0');
}

async function printedOrigin() {
  for await (const line of createInterface(server.stdout)) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error('next start printed no URL');
}
