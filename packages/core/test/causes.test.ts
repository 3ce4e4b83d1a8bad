import { createFakeClock } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import {
  type ClientAuth,
  clientSecretBasic,
  createEndpointCaller,
  createProviderClient,
  type GrantErrorCode,
} from '../src/index.ts';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

const refusal = { status: 401, body: { error: 'invalid_client' } };

describe('white space around a credential', () => {
  test.each([
    ['a newline after the secret', { clientSecret: 'abcdefgh1234\n' }, 'The client secret begins or ends with white'],
    ['a space before the secret', { clientSecret: ' abcdefgh1234' }, 'The client secret begins or ends with white'],
    [
      'a newline after a fetched secret',
      { clientSecret: async () => 'abcdefgh1234\r\n' },
      'The client secret begins or ends with white',
    ],
    ['a newline after the id', { clientId: 'the-client\n' }, 'The client id begins or ends with white space'],
  ])('%s is named when the server refuses the client', async (_, options, hint) => {
    const { server, client, clock } = await createTestBed(options);
    server.answerAlways(refusal);
    const error = await failureOf(client.token(), clock);
    expect(error.hint).toContain(hint);
    expect(error.hint).toContain('Check the client id and its secret');
    expect(error.message).not.toContain('abcdefgh1234');
  });

  test('is named before the hint of the provider', async () => {
    const { server, client, clock } = await createTestBed({
      clientSecret: 'x\n',
      provider: { hint: () => 'Ask Bob.' },
    });
    server.answerAlways(refusal);
    expect((await failureOf(client.token(), clock)).hint).toMatch(/^The client secret .* white space.* Ask Bob\.$/);
  });

  test('is not named for another failure, or if a credential has no such white space', async () => {
    const { server, client, clock } = await createTestBed({ clientSecret: 'x\n' });
    server.answerNext({ status: 404 });
    expect((await failureOf(client.token(), clock)).hint).not.toContain('white space');
    expect((await failureOf(ask(refusal))).hint).not.toContain('white space');
  });
});

describe('a clock that differs from the server’s', () => {
  const assertion: ClientAuth = {
    method: 'private_key_jwt',
    usesClientSecret: false,
    authenticate: ({ body }) => body.set('client_assertion', 'the.signed.assertion'),
  };
  const at = (seconds: number) => new Date(createFakeClock().now() + seconds * 1_000).toUTCString();
  const refused = (seconds: number, code = 'invalid_client') => ({
    status: 400,
    headers: { date: at(seconds) },
    body: { error: code },
  });

  test.each([
    [-5, 'about 5 s ahead of the server'],
    [-3_600, 'about 3600 s ahead of the server'],
    [90, 'about 90 s behind the server'],
  ])('by %d s is named when the server refuses an assertion', async (seconds, hint) => {
    const error = await failureOf(ask(refused(seconds), { clientAuth: assertion }));
    expect(error.hint).toContain(`The clock of this machine is ${hint}`);
  });

  test.each(['Token was issued in the future', 'iat is invalid', 'The JWT is not yet valid'])(
    'by a second is named with the option that helps if the server says "%s"',
    async (error_description) => {
      const answer = { ...refused(-1), body: { error: 'invalid_client', error_description } };
      const { hint } = await failureOf(ask(answer, { clientAuth: assertion }));
      expect(hint).toMatch(/Correct this machine's clock, or set the assertion's option `backdate`\./);
    },
  );

  test('is named with the option `backdate` only if this machine is ahead', async () => {
    const hintAt = async (seconds: number) => (await failureOf(ask(refused(seconds), { clientAuth: assertion }))).hint;
    expect(await hintAt(-5)).toContain('`backdate`');
    expect(await hintAt(5)).not.toContain('`backdate`');
  });

  test.each([
    ['by 2 s', refused(-2), assertion],
    ['with a secret', refused(-60), clientSecretBasic()],
    ['when the scope is refused', refused(-60, 'invalid_scope'), assertion],
    ['with a date that cannot be parsed', { ...refused(0), headers: { date: 'yesterday' } }, assertion],
  ])('%s is not named', async (_, answer, clientAuth) => {
    expect((await failureOf(ask(answer, { clientAuth }))).hint).not.toContain('clock');
  });
});

describe('a colon in the client id', () => {
  const create = (clientAuth: ClientAuth) =>
    createProviderClient(
      { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth },
      { clientId: 'urn:acme', clientSecret: 'secret' },
    );

  test('is refused with raw Basic when the client is made', () => {
    const raw = clientSecretBasic({ encoding: 'raw' });
    for (const clientAuth of [raw, { ...raw }]) {
      expect(() => create(clientAuth)).toThrow(
        expect.objectContaining({
          code: 'invalid_config',
          provider: 'acme',
          summary: 'The option `clientId` must not contain a colon with raw Basic credentials',
        }),
      );
    }
  });

  test('is sent with form-encoded Basic', () => {
    expect(create(clientSecretBasic())).toBeDefined();
  });
});

describe('an HTML page', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: '<h1>Sorry</h1>' };

  test.each<[number, GrantErrorCode, RegExp]>([
    [200, 'invalid_response', /^An HTML page came back\. Check the URL/],
    [401, 'invalid_client', /^An HTML page came back\. Check the URL.* Check the client id and its secret/],
    [404, 'not_found', /^An HTML page came back\. Check the URL/],
    [429, 'rate_limited', /^Share one token among processes.* An HTML page came back, so a proxy may have set/],
    [502, 'server_error', /^An HTML page came back\. It can be the page of a proxy/],
    [503, 'server_error', /^An HTML page came back\. It can be the page of a proxy/],
  ])('with status %d is reported as %s', async (status, code, hint) => {
    const error = await failureOf(ask({ status, ...html }));
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  test('is named although the client authentication has a hint of its own', async () => {
    const clientAuth = { ...clientSecretBasic(), refusedHint: 'Compare the JWT with the registration.' };
    const own = { clientAuth, hint: () => 'Of the provider.', errorPage: '#acme' } as const;
    const refused = await failureOf(ask({ status: 401, body: { error: 'invalid_client' } }, own));
    expect(refused.hint).toBe(clientAuth.refusedHint);
    // The provider's page does not explain a hint that is not its own.
    expect(refused.docs).toMatch(/#invalid_client$/);
    const page = await failureOf(ask({ status: 401, ...html }, { clientAuth }));
    expect(page.hint).toMatch(/^An HTML page came back/);
  });
});

describe('a TLS certificate that is not accepted', () => {
  test.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HOSTNAME_MISMATCH',
    'INVALID_CA',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  ])('with %s costs one request, and the hint names the certificate', async (code) => {
    let requests = 0;
    const fetch = async () => {
      requests += 1;
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });
    };
    const { client, clock } = await createTestBed({ fetch });
    const error = await failureOf(client.token(), clock);
    expect(error).toMatchObject({ code: 'network', retryable: false });
    expect(error.summary).toContain(`(${code})`);
    expect(error.hint).toContain('The TLS certificate was not accepted');
    expect(requests).toBe(1);
  });

  test.each(['ECONNRESET', 'ENOTFOUND', 'ERR_SSL_WRONG_VERSION_NUMBER', 'UND_ERR_SOCKET'])(
    '%s is another failure, which is retried',
    async (code) => {
      const fetch = async () => Promise.reject(Object.assign(new Error('no'), { code }));
      expect(await failureOf(ask({}, { fetch }))).toMatchObject({ code: 'network', retryable: true });
    },
  );
});

test('if an endpoint does not reply in time, the hint names its host', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerApiNext({ fate: 'hang' });
  const failure = failureOf(createEndpointCaller(client)({ url: `${server.url}/introspect?x=y` }));
  await clock.timers(1);
  clock.advance(10_000);
  const { host } = new URL(server.url);
  expect(await failure).toMatchObject({
    code: 'timeout',
    hint: `Check the network to ${host}, or raise the option \`timeout\`.`,
  });
});
