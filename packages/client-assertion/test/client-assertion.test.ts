import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClientOptions,
  createEndpointCaller,
  GrantError,
  memoryTokenCache,
  type TokenCache,
} from '@grantkit/core';
import { base64url, decodeJwt } from 'jose';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { until } from '../../core/test/event-loop.ts';
import { failureOf } from '../../core/test/failure-of.ts';
import { inspectWhole } from '../../core/test/inspect-whole.ts';
import { clientAssertion } from '../src/index.ts';
import { foreignJwt, workload } from './foreign-jwt.ts';
import { createTestBed, type TestBed } from './test-bed.ts';
import { now, write } from './write.ts';

afterEach(() => vi.useRealTimers());

const bearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

test('the request contains the client id, the JWT without white space around it, and its type', async () => {
  const jwt = foreignJwt();
  const { body, headers } = await write(clientAssertion({ assertion: () => ` ${jwt}\r\n` }));
  expect([...body]).toEqual([
    ['client_id', 'myClient'],
    ['client_assertion_type', bearer],
    ['client_assertion', jwt],
  ]);
  expect([...headers]).toEqual([]);
});

test('a SPIFFE JWT-SVID has a type and a method of its own, and needs no `iss`', async () => {
  const jwt = foreignJwt({ iss: undefined, sub: 'spiffe://example.org/billing' });
  const clientAuth = clientAssertion({ assertion: async () => jwt, type: 'jwt-spiffe' });
  const { body } = await write(clientAuth);
  expect(body.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-spiffe');
  expect([clientAuth.method, clientAssertion({ assertion: () => jwt }).method]).toEqual([
    'spiffe_jwt',
    'private_key_jwt',
  ]);
  expect(await clientAuth.fingerprint?.()).toContain('spiffe://example.org/billing');
});

const encode = (text: string) => base64url.encode(text);
const [header, claims, signature] = foreignJwt().split('.') as [string, string, string];

test.each([
  ['empty', ''],
  ['empty', ' \n'],
  ['not a JWT', 'a-reference-token'],
  ['not a JWT', `${header}.${claims}`],
  ['not a JWT', `${header}.${claims}.`],
  ['not a JWT', `${header}.${claims}.${signature}.a.b`],
  ['not a JWT', `${header}.${claims}.sig nature`],
  ['not a JWT', `${header}.${encode('["S3CRET"]')}.${signature}`],
  ['not a JWT', `${header}.${encode('S3CRET')}.${signature}`],
  ['not a JWT', `${encode('S3CRET')}.${claims}.${signature}`],
  ['not a JWT', foreignJwt().slice(0, -60)],
])('an assertion that is %s is refused: %j', async (what, text) => {
  const error = await failureOf(() => write(clientAssertion({ assertion: () => text })));
  expect(error).toMatchObject({ code: 'credential_unavailable', retryable: true, summary: `The assertion is ${what}` });
  expect(error.hint).toContain('Was it renewed?');
  expect(inspectWhole(error)).not.toContain('S3CRET');
});

test('an assertion is refused from its `exp` on, with the time at which it expired', async () => {
  const writeUntil = (exp: unknown) => write(clientAssertion({ assertion: () => foreignJwt({ exp }) }), { now });
  await writeUntil((now + 1) / 1000);
  await writeUntil(undefined);
  const error = await failureOf(() => writeUntil(now / 1000));
  expect(error.summary).toBe('The assertion expired at 2026-01-01 12:00 UTC');
  expect(error).toMatchObject({ code: 'credential_unavailable', retryable: true });
  expect((await failureOf(() => writeUntil(-1e18))).summary).toBe('The assertion expired at 1970-01-01 00:00 UTC');
});

test.each([
  ['ENOENT', new Error('No S3CRET', { cause: Object.assign(new Error('S3CRET'), { code: 'ENOENT' }) }), ' (ENOENT)'],
  ['nothing', 'S3CRET', ''],
])('a function that throws %s is named in the error', async (_, thrown, code) => {
  const { client, clock } = await createTestBed(clientAssertion({ assertion: () => Promise.reject(thrown) }));
  const error = await failureOf(client.token(), clock);
  expect(error).toMatchObject({ code: 'credential_unavailable', retryable: true, provider: 'acme' });
  expect(error.summary).toBe(`The function \`assertion\` failed${code}`);
  expect(error.hint).toContain('Does it exist, and may it be read?');
  expect(inspectWhole(error)).not.toContain('S3CRET');
});

test('a GrantError that the function throws keeps its words', async () => {
  const own = new GrantError({ code: 'credential_unavailable', provider: 'store', summary: 'The store is locked' });
  const { client } = await createTestBed(clientAssertion({ assertion: () => Promise.reject(own) }));
  expect(await failureOf(client.token())).toMatchObject({ provider: 'acme', summary: 'The store is locked' });
});

test.each(['JWT is not valid', 'Token was issued in the future'])(
  'the hint of a refusal, %s, compares the JWT with the registration, and names no key and no option',
  async (error_description) => {
    const { server, client } = await createTestBed(clientAssertion({ assertion: () => foreignJwt() }));
    server.answerAlways({ status: 400, body: { error: 'invalid_client', error_description } });
    const { hint } = await failureOf(client.token());
    expect(hint).toMatch(/^Compare `iss`, `sub` and `aud` of the JWT/);
    expect(hint).not.toMatch(/keyId|backdate|secret|audience/);
  },
);

test.each([
  ['bytes', Buffer.from(foreignJwt())],
  ['nothing', undefined],
])('a function that returns %s is a wrong option', async (_, returned) => {
  const assertion = (() => returned) as unknown as () => string;
  const error = await failureOf(() => write(clientAssertion({ assertion })));
  expect(error).toMatchObject({ code: 'invalid_config', retryable: false, hint: expect.stringContaining("'utf8'") });
});

test.each<[string, object]>([
  ['assertion', { assertion: foreignJwt() }],
  ['assertion', { assertion: undefined }],
  ['type', { assertion: () => '', type: 'saml2-bearer' }],
  ['file', { assertion: () => '', file: '/var/run/token' }],
])('the error about a wrong `%s` names the option', async (name, options) => {
  const { code, message } = await failureOf(() => Reflect.apply(clientAssertion, undefined, [options]));
  expect([code, message]).toEqual(['invalid_config', expect.stringContaining(`\`${name}\``)]);
  expect(message).not.toContain(signature);
});

/** The file of a projected token, which is replaced as a whole when it is renewed. */
async function createFile(): Promise<{ read(): Promise<string>; renew(text: string): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'grantkit-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'token');
  return {
    read: () => readFile(path, 'utf8'),
    async renew(text) {
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    },
  };
}

/** Lets the backoff pass, after the client has seen that attempt fail. */
async function retry({ clock }: TestBed): Promise<void> {
  // One timer is for the deadline, and one for the wait until the next attempt.
  await clock.timers(2);
  clock.advanceToNextTimer();
}

test('a file that is missing, empty or expired is read again for the next attempt, and nothing is sent before', async () => {
  const file = await createFile();
  const bed = await createTestBed(clientAssertion({ assertion: file.read }));
  const { server, clock, client, events, assertions } = bed;
  const current = foreignJwt({ exp: clock.now() / 1000 + 600 });
  const missing = client.token();
  await clock.timers(2);
  expect(client.explain().failure?.message).toMatch(/\(ENOENT\)/);
  await file.renew('');
  clock.advanceToNextTimer();
  await until(() => events.length === 2);
  await clock.timers(2);
  await file.renew(`${current}\n`);
  clock.advanceToNextTimer();
  expect(await missing).toMatchObject({ tokenType: 'Bearer' });
  expect(events.map(({ type }) => type)).toEqual(['failed', 'failed', 'requested']);

  clock.advance(3_600_000);
  const ended = client.token();
  await clock.timers(2);
  expect(client.explain().failure?.message).toContain('The assertion expired at 2026-01-01 00:10 UTC');
  const renewed = foreignJwt({ exp: clock.now() / 1000 + 600 });
  await file.renew(`${renewed}\n`);
  clock.advanceToNextTimer();
  expect(await ended).toMatchObject({ tokenType: 'Bearer' });
  expect(assertions()).toEqual([current, renewed]);
  expect(server.tokenRequests).toHaveLength(2);
});

test('each attempt sends the JWT that the file has at that time', async () => {
  const file = await createFile();
  const bed = await createTestBed(clientAssertion({ assertion: file.read }));
  const [first, second] = [foreignJwt({ jti: '1' }), foreignJwt({ jti: '2' })];
  await file.renew(first);
  bed.server.answerNext(async () => {
    await file.renew(second);
    return { status: 503 };
  });
  const token = bed.client.token();
  await bed.server.waitForRequest(1);
  await retry(bed);
  await token;
  expect(bed.assertions()).toEqual([first, second]);
});

test('neither an error nor anything else shows the JWT or its claims', async () => {
  const jwt = foreignJwt({ sub: 'sub-of-the-workload' });
  const clientAuth = clientAssertion({ assertion: () => jwt });
  const { server, client, events, assertions } = await createTestBed(clientAuth, { cache: memoryTokenCache() });
  server.answerAlways(({ body }) => ({
    status: 400,
    body: { error: 'invalid_client', error_description: `No such thing: ${body}` },
  }));
  const error = await failureOf(() => client.token());
  expect(error.description).toBe('(withheld: it repeats a credential)');
  expect(assertions()).toEqual([jwt]);
  const shown = [error, error.stack, clientAuth, client, client.explain(), events].map(inspectWhole).join('\n');
  for (const part of [...jwt.split('.'), 'sub-of-the-workload']) expect(shown).not.toContain(part);
});

/** Clients of one cache, whose keys can be looked at. */
async function createSharedBed() {
  const keys = new Set<string>();
  const memory = memoryTokenCache();
  const cache: TokenCache = {
    ...memory,
    set(key, ...rest) {
      keys.add(key);
      return memory.set(key, ...rest);
    },
  };
  const create = (jwt: () => string, options: Partial<ClientOptions> = {}) =>
    createTestBed(clientAssertion({ assertion: jwt }), { cache, ...options });
  return { keys, create };
}

test.each<[string, object, number]>([
  ['a renewed JWT of the same workload has the same', { exp: now / 1000 + 7200, jti: '2' }, 1],
  ['another subject has another', { sub: 'system:serviceaccount:shop:admin' }, 2],
  ['the same subject of another issuer has another', { iss: 'https://other.example' }, 2],
  ['a JWT without an issuer has another', { iss: undefined }, 2],
])('%s cache entry', async (_, other, entries) => {
  const fingerprints = [{}, other].map((more) =>
    clientAssertion({ assertion: () => foreignJwt(more) }).fingerprint?.(),
  );
  expect(new Set(await Promise.all(fingerprints)).size).toBe(entries);
});

test('a JWT without a subject shares no token', async () => {
  const { keys, create } = await createSharedBed();
  const { client } = await create(() => foreignJwt({ sub: undefined }));
  await client.token();
  expect(keys.size).toBe(0);
});

test('with a shared cache the source is asked once for the cache key, and once for each attempt', async () => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  const { keys, create } = await createSharedBed();
  const assertion = vi.fn(() => foreignJwt());
  const { client } = await create(assertion);
  await client.token();
  expect(assertion).toHaveBeenCalledTimes(2);
  await client.token({ forceRefresh: true });
  expect(assertion).toHaveBeenCalledTimes(3);
  expect(keys.size).toBe(1);
});

test('when the JWT has expired, the next one may be of another workload', async () => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  let sub = 'one';
  const { fingerprint } = clientAssertion({ assertion: () => foreignJwt({ sub }) });
  const [first] = [await fingerprint?.()];
  sub = 'two';
  expect(await fingerprint?.()).toBe(first);
  vi.setSystemTime(now + 3_600_000);
  expect(await fingerprint?.()).not.toBe(first);
});

test('if the source changes to another workload, no token gets into the entry of the first one', async () => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  const { keys, create } = await createSharedBed();
  let sub = 'one';
  const { client, assertions } = await create(() => foreignJwt({ sub }));
  await client.token();
  const entries = [...keys];
  keys.clear();
  sub = 'two';
  await client.token({ forceRefresh: true });
  expect(keys.size).toBe(0);
  // The token of that request is not kept either, so this call makes another request.
  await client.token();
  expect(assertions().map((jwt) => decodeJwt(jwt).sub)).toEqual(['one', 'two', 'two']);
  expect(keys.size).toBe(1);
  expect([...keys]).not.toEqual(entries);
});

test('this holds for the very first JWT too, which names the workload only after it was read', async () => {
  const { keys, create } = await createSharedBed();
  const subjects = ['one'];
  const { client, assertions } = await create(() => foreignJwt({ sub: subjects.shift() ?? 'two' }));
  await client.token({ forceRefresh: true });
  expect(assertions().map((jwt) => decodeJwt(jwt).sub)).toEqual(['two']);
  expect(keys.size).toBe(0);
});

test('other endpoints get the JWT too', async () => {
  const { client, server } = await createTestBed(clientAssertion({ assertion: () => foreignJwt(workload) }));
  server.answerApiAlways({ body: { active: true } });
  const callEndpoint = createEndpointCaller(client);
  await callEndpoint({ url: `${server.url}/introspect`, parameters: { token: 'token' }, as: 'client' });
  const [request] = server.apiRequests;
  expect(new URLSearchParams(request?.body).get('client_assertion')).toBe(foreignJwt(workload));
});
