// Runs the compiled program. Then runs it with another client in its module, as a test of a user does.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createIssuerClient } from '@grantkit/issuer';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { settingsFor, startBilling } from '../billing-server.js';
import { AppModule } from './dist/app.module.js';
import { BILLING } from './dist/billing.module.js';

const server = await startBilling();
Object.assign(process.env, settingsFor(server));

const app = await NestFactory.create(AppModule, { logger: false });
const invoices = await listen(app);
const replies = await Promise.all(Array.from({ length: 10 }, async () => (await fetch(invoices)).json()));
for (const reply of replies) assert.deepEqual(reply, [{ id: 'INV-1', total: 120 }]);
assert.equal(server.tokenRequests.length, 1);
await app.close();

const { tokenEndpoint, url: apiBaseUrl } = server;
const clientSecret = 'secret-of-reports';
const client = createIssuerClient({ tokenEndpoint, apiBaseUrl, clientId: 'reports', clientSecret });
const testing = Test.createTestingModule({ imports: [AppModule] });
const module = await testing.overrideProvider(BILLING).useValue(client).compile();
const tested = module.createNestApplication({ logger: false });
server.answerNext({ status: 429, headers: { 'retry-after': '200' } });
const refused = await fetch(await listen(tested));
assert.equal(refused.status, 503);
assert.equal(refused.headers.get('retry-after'), '200');
await tested.close();

await server.close();
console.log('ok');

async function listen(application) {
  await application.listen(0, '127.0.0.1');
  return `${await application.getUrl()}/invoices`;
}
