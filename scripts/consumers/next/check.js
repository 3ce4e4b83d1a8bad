// Starts the built program on a free port, and requests its page and its routes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { settingsFor, startBilling } from '../billing-server.js';

const billing = await startBilling();
const address = ['--hostname', '127.0.0.1', '--port', '0'];
const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', ...address], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, ...settingsFor(billing) },
});
try {
  const origin = await printedOrigin();
  const get = (path) => fetch(origin + path);

  // The edge runtime shares no memory with the other routes.
  assert.equal(await (await get('/edge')).text(), 'ok');

  const pages = await Promise.all(Array.from({ length: 10 }, async () => (await get('/')).text()));
  for (const page of pages) assert.match(page, /INV-1/);
  const replies = await Promise.all(Array.from({ length: 10 }, async () => (await get('/api/invoices')).json()));
  for (const invoices of replies) assert.deepEqual(invoices, [{ id: 'INV-1', total: 120 }]);
  assert.equal(billing.tokenRequests.length, 1);
  // Next.js cached nothing.
  assert.equal(billing.apiRequests.length, 20);

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

async function printedOrigin() {
  for await (const line of createInterface(server.stdout)) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error('next start printed no URL');
}
