import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { createInvoices } from './invoices';

const credentials = { clientId: 'reports', clientSecret: 'secret-of-reports' };

let clock: ReturnType<typeof createFakeClock>;
let server: Awaited<ReturnType<typeof createAuthorizationServer>>;
let service: ReturnType<typeof createInvoices>;

beforeEach(async () => {
  clock = createFakeClock();
  server = await createAuthorizationServer({ clients: [credentials], now: clock.now });
  service = createInvoices({ tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url, ...credentials, clock });
});

afterEach(() => server.close());

test('gets a new token when the old one has expired', async () => {
  await service.ready();
  clock.advance(3_600_000);
  expect(await service.ready()).toBe('yes');
  expect(server.tokenRequests).toHaveLength(2);
});

test('reports a wrong secret', async () => {
  server.setClientSecret('reports', 'another-secret');
  expect(await service.ready()).toBe('no');
  await expect(service.unpaid()).rejects.toMatchObject({ code: 'invalid_client' });
  expect(server.tokenRequests).toHaveLength(1);
});
