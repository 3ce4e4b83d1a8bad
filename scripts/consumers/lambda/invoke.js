// Invokes the handler as Lambda does: several times in one process, one after the other.
import assert from 'node:assert/strict';
import { settingsFor, startBilling } from '../billing-server.js';

const context = { getRemainingTimeInMillis: () => 3_000 };
for (const file of ['./dist/handler.cjs', './dist/handler.mjs']) {
  const server = await startBilling();
  Object.assign(process.env, settingsFor(server));
  const { handler } = await import(file);
  const invoke = () => handler({}, context);
  for (let count = 0; count < 3; count += 1) {
    assert.deepEqual(await invoke(), { statusCode: 200, body: '[{"id":"INV-1","total":120}]' });
  }
  assert.equal(server.tokenRequests.length, 1);

  server.rejectIssuedTokens();
  server.answerApiNext({ fate: 'grant' });
  server.answerNext({ status: 429, headers: { 'retry-after': '200' } });
  assert.deepEqual(await invoke(), { statusCode: 503, headers: { 'retry-after': '200' } });
  await server.close();
}
console.log('ok');
