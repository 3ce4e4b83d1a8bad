import { privateKeyJwt } from '@grantkit/client-assertion';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createIssuerClient, type IssuerOptions } from '../src/index.ts';
import { ecKey } from './ec-key.ts';

const { privateKey: key, publicJwk } = ecKey();

/** A client that discovers the dialect `rfc10070` of `@grantkit/testing`, as the tests of an application start it. */
async function start(optionsAt: (origin: string) => Partial<IssuerOptions> = () => ({})) {
  const clock = createFakeClock();
  const clients = [{ clientId: 'reports', publicKeys: [publicJwk] }];
  const server = await createAuthorizationServer({ dialect: 'rfc10070', clients, now: clock.now });
  onTestFinished(() => server.close());
  const { url } = server;
  const usual = { issuer: url, clientAuth: privateKeyJwt({ key }), apiBaseUrl: url };
  const client = createIssuerClient({ clientId: 'reports', clock, ...usual, ...optionsAt(url) });
  return { server, clock, client };
}

test('answers that a test scripts for the API do not break the discovery', async () => {
  const { server, client } = await start();
  server.answerApiAlways({ status: 404 });
  await expect(client.fetch('/invoices')).resolves.toMatchObject({ status: 404 });
  expect(server.apiRequests.map(({ url }) => url)).toEqual(['/invoices']);
});

test('an issuer with a slash at its end is called another spelling, and not refused', async () => {
  const { client, server } = await start((origin) => ({ issuer: `${origin}/` }));
  await expect(client.token()).rejects.toMatchObject({
    code: 'invalid_response',
    hint: expect.stringContaining(`Use ${server.url}, exactly as the document spells it.`),
  });
});

test('the hint about a refused assertion does not blame the fake clock', async () => {
  const { client } = await start(() => ({ audience: 'token_endpoint' }));
  await expect(client.token()).rejects.toMatchObject({
    code: 'invalid_client',
    hint: expect.not.stringContaining('clock of this machine'),
  });
});

/** The options of a client that knows the token endpoint, and addresses its assertion to the issuer all the same. */
function withoutDiscovery(origin: string): Partial<IssuerOptions> {
  const clientAuth = privateKeyJwt({ key, audience: origin, header: { typ: 'client-authentication+jwt' } });
  return { issuer: undefined, tokenEndpoint: `${origin}/token`, clientAuth };
}

// The README of `@grantkit/testing` shows these lines.
test.each([
  ['with discovery', undefined],
  ['without discovery', withoutDiscovery],
])('a client %s has two timers when its first token request has failed', async (_, optionsAt) => {
  const { server, clock, client } = await start(optionsAt);
  server.answerNext({ status: 503, headers: { 'retry-after': '2' } });
  const token = client.token();
  await server.waitForRequest(1);
  await clock.timers(2);
  clock.advance(2_000);
  await server.waitForRequest(2);
  await expect(token).resolves.toMatchObject({ tokenType: 'Bearer' });
});
