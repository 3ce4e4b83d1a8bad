// The hints of failures that were seen on OpenAM 16.0.5.
import { privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { clientSecretBasic, createOpenAm, type PingAmClient } from '../src/index.ts';
import { keyClient } from './key-client.ts';
import { credentials, startPingAm } from './start-pingam.ts';

const { privateKey, registered } = keyClient('RS256');
const unknownHost = {
  status: 500,
  body: {
    code: 500,
    reason: 'Internal Server Error',
    message: 'No mapping organization found for organization identifier: 127.0.0.1',
  },
};
const internal = {
  status: 400,
  body: {
    error_description:
      'Internal Server Error (500) - The server encountered an unexpected condition which prevented it from fulfilling the request',
    error: 'server_error',
  },
};

async function hintOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return Reflect.get(Object(error), 'hint');
}

test.each<[string, (client: PingAmClient) => Promise<unknown>]>([
  ['token', (client) => client.token()],
  ['introspect', (client) => client.introspect('a-token')],
  ['revoke', (client) => client.revoke('a-token')],
])('%s asks a host name that OpenAM does not know only once', async (_, call) => {
  const { server, pingam } = await startPingAm();
  server.answerAlways(unknownHost);
  server.answerApiAlways(unknownHost);
  await expect(call(pingam)).rejects.toMatchObject({
    code: 'not_found',
    status: 500,
    description: expect.stringContaining('No mapping organization found'),
    retryable: false,
    hint: expect.stringMatching(/host name 127\.0\.0\.1\. Add it to the DNS aliases of the realm.* `baseUrl`/),
  });
  expect(server.requests).toHaveLength(1);
});

test('discovery at a host name that OpenAM does not know has the same hint', async () => {
  const { server, pingam } = await startPingAm({ discovery: true });
  server.answerApiAlways(unknownHost);
  await expect(pingam.metadata()).rejects.toMatchObject({
    code: 'not_found',
    retryable: false,
    message: expect.stringContaining('DNS aliases'),
  });
});

test.each([
  ['createPingAm', {}, true],
  ['createPingAm with raw Basic', { basicEncoding: 'raw' }, false],
  ['createPingAm with the secret in the body', { clientAuth: 'client_secret_post' }, false],
  ['createPingAm with a value for Basic', { clientAuth: clientSecretBasic() }, false],
] as const)(
  'the hint for a wrong secret of %s names `basicEncoding` only if that can help',
  async (_, options, isNamed) => {
    const { pingam } = await startPingAm({ clientSecret: 'no', ...options });
    const hint = await hintOf(pingam.token());
    expect(hint).toMatch(/secret in the realm `\/alpha`\..*inactive realm.*Identity Types lack `agent`/);
    expect(String(hint).includes('basicEncoding')).toBe(isNamed);
  },
);

test('the hints of createOpenAm do not name `basicEncoding`, which it does not have', async () => {
  const { server } = await startPingAm({}, { dialect: 'openam' });
  const options = { ...credentials, baseUrl: `${server.url}/openam`, realm: '/alpha' };
  const wrong = await hintOf(createOpenAm({ ...options, clientSecret: 'no' }).token());
  server.answerAlways({ status: 400, body: { error: 'invalid_request', error_description: 'URLDecoder: Illegal' } });
  const decoded = await hintOf(createOpenAm(options).token());
  expect(wrong).toContain('Check the client id and secret');
  expect(decoded).toContain('Use `createPingAm`');
  expect(`${wrong} ${decoded}`).not.toContain('basicEncoding');
});

test.each(['/', '/alpha', '/customers/europe'])(
  'the hint of a refused audience at introspection in the realm %s names the endpoint that was called',
  async (realm) => {
    const openam = { dialect: 'openam', clients: [registered], realms: [realm] } as const;
    const clientAuth = privateKeyJwt({ key: privateKey, keyId: 'k1', audience: 'https://am.example.com' });
    const { server, clock } = await startPingAm({}, openam);
    const baseUrl = `${server.url}/openam`;
    const client = createOpenAm({ clientId: registered.clientId, baseUrl, realm, clientAuth, clock });
    const hint = await hintOf(client.introspect('a-token'));
    const path = realm === '/' ? '' : `/realms/root${realm.replaceAll('/', '/realms/')}`;
    expect(hint).toContain(`expected ${baseUrl}/oauth2${path}/introspect`);
    expect(hint).not.toMatch(/access_token|token_endpoint|'issuer'/);
  },
);

test('the hint of an unknown type names no option that createOpenAm does not have', async () => {
  const { server } = await startPingAm({}, { dialect: 'openam', clients: [registered] });
  const baseUrl = `${server.url}/openam`;
  const audience = `${baseUrl}/oauth2/realms/root/realms/alpha`;
  for (const more of [{ audience }, { header: { typ: 'at+jwt' } }]) {
    const clientAuth = privateKeyJwt({ key: privateKey, keyId: 'k1', ...more });
    const hint = await hintOf(
      createOpenAm({ clientId: registered.clientId, baseUrl, realm: '/alpha', clientAuth }).token(),
    );
    expect(hint).toMatch(/knows only the type `JWT`.* Remove `audience` and `typ` from the options of the assertion/);
  }
});

test.each([
  ['invalid_grant', 'Only the client that got a token can revoke it'],
  ['unauthorized_client', 'Allow revocation for this client'],
  ['invalid_client', 'Check the client id and secret'],
])('the hint of a revocation that is refused with %s does not speak of the grant', async (error, words) => {
  const { server, pingam } = await startPingAm();
  server.answerApiAlways({ status: 400, body: { error } });
  const hint = await hintOf(pingam.revoke('a-token'));
  expect(hint).toContain(words);
  expect(hint).not.toMatch(/[Gg]rant|scope/);
});

test.each<[string, (client: PingAmClient) => Promise<unknown>]>([
  ['token', (client) => client.token()],
  ['introspect', (client) => client.introspect('a-token')],
  ['revoke', (client) => client.revoke('a-token')],
])("%s with a key names the profile's ID Token Signing Algorithm, if OpenAM fails", async (_, call) => {
  const { server, pingam } = await startPingAm({ clientAuth: privateKeyJwt({ key: privateKey, keyId: 'k1' }) });
  server.answerAlways(internal);
  server.answerApiAlways(internal);
  await expect(call(pingam)).rejects.toMatchObject({
    code: 'server_error',
    retryable: false,
    hint: expect.stringMatching(/Set ID Token Signing Algorithm of the client's profile to RS256.*no PS256/),
  });
  expect(server.requests).toHaveLength(1);
});

test('if OpenAM fails to read an assertion for the issuer, the hint names the other audience', async () => {
  const clientAuth = privateKeyJwt({ key: privateKey, keyId: 'k1' });
  const { server, pingam } = await startPingAm({ clientAuth, audience: 'issuer' });
  server.answerApiAlways(internal);
  const hint = await hintOf(pingam.introspect('a-token'));
  expect(hint).toContain("Set `audience: 'token_endpoint'`");
  expect(hint).not.toContain('ID Token');
});

test('without a key, the hint names that algorithm only for the scope `openid` of a token request', async () => {
  const { server, pingam } = await startPingAm();
  server.answerAlways(internal);
  server.answerApiAlways(internal);
  expect(await hintOf(pingam.token())).toMatch(/debug log.*For the scope `openid`, set ID Token Signing Algorithm/);
  expect(await hintOf(pingam.revoke('a-token'))).not.toContain('openid');
});

test('a failure with a status of 5xx is not said to have the status 400', async () => {
  const { server, pingam } = await startPingAm({ clientAuth: 'client_secret_post' });
  server.answerApiAlways({ ...internal, status: 500 });
  expect(await hintOf(pingam.revoke('a-token'))).toBeUndefined();
});
