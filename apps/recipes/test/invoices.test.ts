import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInvoices } from '../src/invoices.ts';

const credentials = { clientId: 'reports', clientSecret: 'secret-of-reports' };
const invoices = [
  { id: 'INV-1', paid: true },
  { id: 'INV-2', paid: false },
];

// The server and the client have the same clock, which moves only when a test moves it.
let clock: ReturnType<typeof createFakeClock>;
let server: Awaited<ReturnType<typeof createAuthorizationServer>>;
let service: ReturnType<typeof createInvoices>;

beforeEach(async () => {
  clock = createFakeClock();
  server = await createAuthorizationServer({ clients: [credentials], now: clock.now });
  service = createInvoices({ tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url, ...credentials, clock });
});

afterEach(() => server.close());

test('reads the unpaid invoices', async () => {
  server.answerApiNext({ body: invoices });
  expect(await service.unpaid()).toEqual(['INV-2']);
  expect(server.apiRequests[0]).toMatchObject({
    url: '/invoices',
    headers: { authorization: expect.stringMatching(/^Bearer /) },
  });
});

test('a hundred callers cost one token request', async () => {
  await Promise.all(Array.from({ length: 100 }, () => service.ready()));
  expect(server.tokenRequests).toHaveLength(1);
});

test('gets a new token when the old one has expired', async () => {
  await service.ready();
  clock.advance(3_600_000);
  expect(await service.ready()).toBe('yes');
  expect(server.tokenRequests).toHaveLength(2);
});

test('waits as long as the server asks', async () => {
  server.answerNext({ status: 429, headers: { 'retry-after': '2' } });
  const ready = service.ready();
  await server.waitForRequest(1);
  await clock.timers(2); // The timeout of the call, and the wait.
  clock.advance(2_000);
  expect(await ready).toBe('yes');
  expect(server.tokenRequests).toHaveLength(2);
});

test('does not wait longer than its timeout, and makes a token request when the time is over', async () => {
  server.answerNext({ status: 429, headers: { 'retry-after': '60' } });
  expect(await service.ready()).toBe('later');
  expect(await service.ready()).toBe('later'); // Sends nothing.
  clock.advance(60_000);
  expect(await service.ready()).toBe('yes');
  expect(server.tokenRequests).toHaveLength(2);
});

test('reports a wrong secret', async () => {
  server.setClientSecret('reports', 'another-secret');
  expect(await service.ready()).toBe('no');
  await expect(service.unpaid()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(server.tokenRequests).toHaveLength(1);
});

test('repeats a request whose token the API has rejected', async () => {
  await service.ready();
  server.rejectIssuedTokens();
  server.answerApiNext({ fate: 'grant' }, { body: invoices });
  expect(await service.unpaid()).toEqual(['INV-2']);
  expect(server.tokenRequests).toHaveLength(2);
});
