import { expect, test } from 'vitest';
import { createPingAm, type PingAmClient } from '../src/index.ts';
import { credentials, startPingAm } from './start-pingam.ts';

const baseUrl = 'https://am.example.com/am';
const realm = `${baseUrl}/oauth2/realms/root/realms/alpha`;

/** A client whose realm answers with this document. */
function pingamOf(document: object, options: object = {}) {
  const fetch: typeof globalThis.fetch = async () => Response.json(document);
  return createPingAm({ ...credentials, baseUrl, realm: '/alpha', discovery: true, fetch, ...options });
}

test.each([
  [
    'https://am.example.com/am',
    'https://am.example.com:443/am',
    'https://am.example.com:443/am/oauth2/realms/root/realms/alpha',
  ],
  ['https://am.example.com:443/am', 'https://am.example.com/am', realm],
  ['http://localhost:80/am', 'http://localhost/am', 'http://localhost/am/oauth2/realms/root/realms/alpha'],
])('with the base URL %s a document that says %s has the right issuer', async (asked, said, issuer) => {
  const token_endpoint = `${said}/oauth2/realms/root/realms/alpha/access_token`;
  const pingam = pingamOf({ issuer, token_endpoint }, { baseUrl: asked });
  expect(await pingam.metadata()).toMatchObject({ issuer, tokenEndpoint: token_endpoint });
});

test.each([
  `${baseUrl}/oauth2/realms/root/realms/beta`,
  `${baseUrl}/oauth2/realms/root/realms/alpha/`,
  `${baseUrl}/oauth2/realms/root/realms/ALPHA`,
  `${baseUrl}/oauth2/realms/root`,
  `${baseUrl}/oauth2`,
  `${baseUrl}/oauth2/alpha`,
  realm.replace('am.example.com', 'am.example.com:8443'),
  realm.replace('am.example.com', 'am.example.com:80'),
  realm.replace('am.example.com', 'am.example.com:4430'),
  realm.replace('am.example.com', 'am.example.com.evil.example'),
  realm.replace('am.example.com', 'AM.example.com'),
  realm.replace('https:', 'http:'),
  'https://evil.example',
])('the issuer %s is refused', async (issuer) => {
  const pingam = pingamOf({ issuer, token_endpoint: `${realm}/access_token` });
  await expect(pingam.metadata()).rejects.toMatchObject({
    code: 'invalid_response',
    provider: 'pingam',
    message: expect.stringContaining(`must name the issuer ${realm}`),
    hint: expect.stringContaining(`Open ${realm}/.well-known/openid-configuration`),
  });
});

test('the hint for an issuer with a slash too many names the options of this package only', async () => {
  const { hint } = await failureOf(pingamOf({ issuer: `${realm}/`, token_endpoint: `${realm}/access_token` }));
  expect(hint).toContain(`Use ${realm}/, exactly as the document spells it. Check \`baseUrl\``);
  expect(hint).not.toContain('`issuer`');
});

async function failureOf(pingam: PingAmClient): Promise<{ readonly hint?: string }> {
  return pingam.metadata().then(
    () => ({}),
    (error) => error,
  );
}

test('an issuer without a realm is accepted for the top realm only', async () => {
  const issuer = `${baseUrl}/oauth2`;
  const document = { issuer, token_endpoint: `${issuer}/access_token` };
  await expect(pingamOf(document, { realm: '/' }).metadata()).resolves.toMatchObject({ issuer });
  await expect(pingamOf(document, { realm: '/alpha' }).metadata()).rejects.toMatchObject({ code: 'invalid_response' });
});

const elsewhere = 'https://login.example.com/am/oauth2';

test.each(['token_endpoint', 'introspection_endpoint'])(
  'a %s at another origin is refused, unless `endpointOrigins` allows it',
  async (name) => {
    const document = { issuer: realm, token_endpoint: `${realm}/access_token`, [name]: `${elsewhere}/access_token` };
    await expect(pingamOf(document).metadata()).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('`endpointOrigins`'),
    });
    const others = ['https://example.com', 'https://login.example.com:8443'];
    await expect(pingamOf(document, { endpointOrigins: others }).metadata()).rejects.toMatchObject({
      code: 'invalid_response',
    });
    const metadata = await pingamOf(document, { endpointOrigins: ['https://login.example.com'] }).metadata();
    expect(Object.values(metadata)).toContain(`${elsewhere}/access_token`);
  },
);

test('a revocation endpoint at another origin is ignored, because revocation never goes there', async () => {
  const document = {
    issuer: realm,
    token_endpoint: `${realm}/access_token`,
    revocation_endpoint: `${elsewhere}/revoke`,
  };
  expect(await pingamOf(document).metadata()).toMatchObject({ revocationEndpoint: `${realm}/token/revoke` });
});

test.each([
  ['no issuer', { token_endpoint: `${realm}/access_token` }],
  ['no token endpoint', { issuer: realm }],
  ['a token endpoint over http', { issuer: realm, token_endpoint: `${realm.replace('https', 'http')}/access_token` }],
  ['a token endpoint with a fragment', { issuer: realm, token_endpoint: `${realm}/access_token#x` }],
  ['a token endpoint with dot segments', { issuer: realm, token_endpoint: `${realm}/../access_token` }],
  ['a relative token endpoint', { issuer: realm, token_endpoint: '/am/oauth2/access_token' }],
  ['a number as token endpoint', { issuer: realm, token_endpoint: 7 }],
  ['no members', {}],
  ['an array instead of members', []],
])('a document with %s is refused', async (_, document) => {
  await expect(pingamOf(document).metadata()).rejects.toMatchObject({
    code: 'invalid_response',
    message: expect.stringContaining('must have an `issuer` and a `token_endpoint`'),
  });
});

const html = { 'content-type': 'text/html;charset=utf-8' };

test.each([
  ['an HTML page', { headers: html, body: '<!doctype html><title>Log in</title>' }, 'invalid_response', 'Open http'],
  ['an HTML page of the container', { status: 404, headers: html, body: '<html></html>' }, 'not_found', 'context path'],
  [
    'the reply for an unknown realm',
    {
      status: 404,
      body: {
        code: 404,
        reason: 'Not Found',
        message: 'No mapping organization found for organization identifier: /alpha',
      },
    },
    'not_found',
    'Check that the realm `/alpha` exists',
  ],
  [
    'the reply for a realm without the service',
    { status: 404, body: { error: 'not_found', error_description: 'No OpenID Connect provider for realm /alpha' } },
    'not_found',
    'no OAuth2 Provider service',
  ],
  [
    'a redirect',
    { fate: 'redirect', status: 302, location: '/am/config/options.htm' },
    'redirect_refused',
    'until it is configured',
  ],
  ['an empty reply', { body: '' }, 'invalid_response', 'Open http'],
  ['the reply of a failed server', { status: 503, headers: { 'retry-after': '1' } }, 'server_error', undefined],
] as const)('%s instead of the document is an error, and no path is guessed', async (_, answer, code, hint) => {
  const { server, clock, pingam } = await startPingAm({ discovery: true, timeout: 500 });
  server.answerApiAlways(answer);
  const failure = { code, hint: hint === undefined ? undefined : expect.stringContaining(hint) };
  await expect(pingam.metadata()).rejects.toMatchObject(failure);
  await expect(pingam.token()).rejects.toMatchObject({ code });
  await expect(pingam.introspect('token')).rejects.toMatchObject({ code });
  expect(server.tokenRequests).toEqual([]);

  server.answerApiAlways(undefined);
  clock.advance(60_000);
  expect(await pingam.metadata()).toMatchObject({ issuer: pingam.issuer });
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test('callers who wait for the same document get the same failure, and a later call asks again', async () => {
  const { server, clock, pingam } = await startPingAm({ discovery: true });
  server.answerApiNext({ status: 404 });
  const failures = await Promise.allSettled([pingam.metadata(), pingam.metadata(), pingam.metadata()]);
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(server.requests).toHaveLength(1);
  clock.advance(1_000);
  await Promise.all([pingam.metadata(), pingam.metadata()]);
  await pingam.metadata();
  expect(server.requests).toHaveLength(2);
});

test('a broken connection is an error, and a call one second later asks again', async () => {
  const { server, clock, pingam } = await startPingAm({ discovery: true });
  server.answerApiNext({ fate: 'reset' });
  await expect(pingam.metadata()).rejects.toMatchObject({ code: 'network', retryable: true });
  await expect(pingam.metadata()).rejects.toMatchObject({ code: 'network', cached: true, retryAfter: 1_000 });
  clock.advance(1_000);
  await expect(pingam.metadata()).resolves.toMatchObject({ issuer: pingam.issuer });
});

test('a call waits for a silent realm no longer than `timeout`', async () => {
  const { server, clock, pingam } = await startPingAm({ discovery: true, timeout: 3_000 });
  const arrived = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    arrived.resolve();
    return { fate: 'hang' };
  });
  const failure = pingam.metadata().catch((error: unknown) => error);
  await arrived.promise;
  clock.advance(3_000);
  expect(await failure).toMatchObject({ code: 'timeout', retryable: true });
  clock.advance(1_000);
  await expect(pingam.metadata()).resolves.toMatchObject({ issuer: pingam.issuer });
});

test('a realm that is down is asked again after 1 s, then 2, 4 … 60 s, however many callers there are', async () => {
  const { server, clock, pingam } = await startPingAm({ discovery: true });
  server.answerApiAlways({ status: 503 });
  const moments: number[] = [];
  for (let second = 0; second < 600; second += 1) {
    const before = server.requests.length;
    await Promise.allSettled([pingam.metadata(), pingam.metadata()]);
    if (server.requests.length > before) moments.push(second);
    clock.advance(1_000);
  }
  expect(moments.slice(0, 8)).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
  expect(moments).toHaveLength(15);
});

test('a signal frees a caller who waits for the document', async () => {
  const { server, pingam } = await startPingAm({ discovery: true });
  const controller = new AbortController();
  const release = Promise.withResolvers<void>();
  server.answerApiNext(() => {
    controller.abort();
    return { fate: 'grant', release: release.promise };
  });
  const freed = pingam.introspect('token', { signal: controller.signal });
  await expect(freed).rejects.toMatchObject({ code: 'aborted' });
  release.resolve();
  await expect(pingam.metadata()).resolves.toMatchObject({ issuer: pingam.issuer });
});

test.each(['https://login.example.com/', 'login.example.com', 'http://login.example.com', '*', 7])(
  'the option endpointOrigins cannot contain %j',
  (origin) => {
    expect(() => pingamOf({}, { endpointOrigins: [origin] })).toThrow('endpointOrigins');
  },
);

test.each(['https://am.example.com/am', 'http://am.example.com/.well-known/openid-configuration', '', 1])(
  'the option discovery cannot be %j',
  (discovery) => {
    expect(() => pingamOf({}, { discovery })).toThrow('`discovery`');
  },
);

test('the error about the issuer in place of its document says how the URL ends', () => {
  const discovery = 'https://am.example.com/am/oauth2';
  expect(() => pingamOf({}, { discovery })).toThrow('or a URL that ends in /.well-known/openid-configuration');
});
