// Runs the worker in workerd, without Node compatibility.
import assert from 'node:assert/strict';
import { Miniflare } from 'miniflare';
import { settingsFor, startBilling } from '../billing-server.js';

const server = await startBilling();
const worker = new Miniflare({
  modules: true,
  scriptPath: 'dist/worker.js',
  compatibilityDate: '2025-06-01',
  bindings: settingsFor(server),
});
const get = () => worker.dispatchFetch('http://worker.example/invoices');
try {
  const replies = await Promise.all(Array.from({ length: 10 }, async () => (await get()).json()));
  for (const invoices of replies) assert.deepEqual(invoices, [{ id: 'INV-1', total: 120 }]);
  assert.equal(server.tokenRequests.length, 1);

  server.rejectIssuedTokens();
  server.answerApiNext({ fate: 'grant' });
  server.answerNext({ status: 429, headers: { 'retry-after': '200' } });
  const refused = await get();
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '200');
  console.log('ok');
} finally {
  await worker.dispose();
  await server.close();
}
