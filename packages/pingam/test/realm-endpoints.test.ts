import { inspect } from 'node:util';
import { memoryTokenCache } from '@grantkit/core';
import { expect, test } from 'vitest';
import { createOpenAm, createPingAm, type PingAmOptions } from '../src/index.ts';
import { credentials, startPingAm, usualMetadata } from './start-pingam.ts';

const dialects = ['pingam8', 'openam'] as const;
const clients = [
  { ...credentials, scope: ['write'] },
  { clientId: 'neighbour', clientSecret: 'other', scope: ['read'] },
  { clientId: 'auditor', clientSecret: 'other', scope: ['am-introspect-all-tokens'] },
];

test.each(dialects)('introspect returns what %s says about the own token', async (dialect) => {
  const { server, pingam } = await startPingAm({}, { dialect });
  const { accessToken, issuedAt } = await pingam.token();
  const introspection = await pingam.introspect();
  expect(introspection).toEqual({
    active: true,
    scope: ['write'],
    clientId: 'myClient',
    subject: dialect === 'openam' ? 'myClient' : '(age!myClient)',
    expiresAt: Math.floor((issuedAt + 3_599_000) / 1000) * 1000,
    members: expect.objectContaining({ token_type: dialect === 'openam' ? 'access_token' : 'Bearer' }),
  });
  const [asked] = server.apiRequests;
  expect(asked).toMatchObject({ method: 'POST', body: `token=${accessToken}` });
  expect(asked?.url).toMatch(/^\/(openam|am)\/oauth2\/realms\/root\/realms\/alpha\/introspect$/);
  expect(asked?.headers['authorization']).toBe(server.tokenRequests[0]?.headers['authorization']);
});

test("another client's token is active only for a client that may introspect all tokens", async () => {
  const { server, pingam } = await startPingAm({}, { clients });
  const { accessToken } = await pingam.token();
  const of = (clientId: string) =>
    createPingAm({ clientId, clientSecret: 'other', baseUrl: `${server.url}/am`, realm: '/alpha' });
  expect(await of('neighbour').introspect(accessToken)).toEqual({
    active: false,
    scope: undefined,
    clientId: undefined,
    subject: undefined,
    expiresAt: undefined,
    members: { active: false },
  });
  expect(await of('auditor').introspect(accessToken)).toMatchObject({ active: true, clientId: 'myClient' });
  expect(await pingam.introspect('nonsense')).toMatchObject({ active: false });
});

test('at OpenAM no scope shows the token of another client', async () => {
  const { server, pingam } = await startPingAm({}, { dialect: 'openam', clients });
  const { accessToken } = await pingam.token();
  const auditor = createOpenAm({
    clientId: 'auditor',
    clientSecret: 'other',
    baseUrl: `${server.url}/openam`,
    realm: '/alpha',
  });
  expect(await auditor.introspect(accessToken)).toMatchObject({ active: false });
});

test.each([
  ['', []],
  ['write', ['write']],
  ['write read', ['write', 'read']],
  [undefined, undefined],
  [['write'], undefined],
])('the introspected scope %j is %j', async (scope, expected) => {
  const { server, pingam } = await startPingAm();
  const members = { active: true, scope, exp: null, sub: 7, client_id: false, custom: { a: 1 } };
  server.answerApiNext({ body: members });
  const introspection = await pingam.introspect('token');
  expect(introspection).toMatchObject({ active: true, scope: expected, members: { custom: { a: 1 } } });
  expect([introspection.expiresAt, introspection.subject, introspection.clientId]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJ0b2tlbl9pbnRyb3NwZWN0aW9uIjp7ImFjdGl2ZSI6dHJ1ZX19.c2ln';

test.each([
  ['a JWT', { headers: { 'content-type': 'application/token-introspection+jwt' }, body: jwt }],
  ['no `active`', { body: { scope: 'write' } }],
  ['a string as `active`', { body: { active: 'true' } }],
  ['no body', { body: '' }],
])('an introspection reply with %s is refused, with a hint about the format', async (_, answer) => {
  const { server, pingam } = await startPingAm();
  server.answerApiNext(answer);
  const error: unknown = await pingam.introspect('token').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'invalid_response',
    summary: 'The introspection reply must be JSON with a boolean member `active`',
    hint: expect.stringContaining("the client's Token introspection response format"),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(jwt);
});

test.each(dialects)('at %s revoke ends the own token, and the next call gets a new one', async (dialect) => {
  const { server, pingam } = await startPingAm({}, { dialect });
  const { accessToken } = await pingam.token();
  await expect(pingam.revoke()).resolves.toBeUndefined();
  expect(server.apiRequests).toMatchObject([
    { method: 'POST', url: expect.stringMatching(/\/realms\/alpha\/token\/revoke$/), body: `token=${accessToken}` },
  ]);
  expect(await pingam.introspect(accessToken)).toMatchObject({ active: false });
  const next = await pingam.token();
  expect(next.accessToken).not.toBe(accessToken);
  expect(await pingam.introspect()).toMatchObject({ active: true });
});

test('revoke removes the token from the shared cache too', async () => {
  const cache = memoryTokenCache();
  const { server, clock, pingam } = await startPingAm({ cache });
  const share = (options: Partial<PingAmOptions> = {}) =>
    createPingAm({ ...credentials, baseUrl: `${server.url}/am`, realm: '/alpha', cache, clock, ...options });
  const { accessToken } = await pingam.token();
  expect((await share().token()).accessToken).toBe(accessToken);
  await pingam.revoke();
  expect((await share().token()).accessToken).not.toBe(accessToken);
  expect(server.issued).toHaveLength(2);
});

test('revoking another token keeps the own token', async () => {
  const { server, pingam } = await startPingAm();
  const { accessToken } = await pingam.token();
  await pingam.revoke('nonsense');
  expect((await pingam.token()).accessToken).toBe(accessToken);
  expect(server.issued).toHaveLength(1);
});

test("OpenAM refuses to revoke another client's token and repeats it; the error does not", async () => {
  const { server, pingam } = await startPingAm({}, { dialect: 'openam', clients });
  const baseUrl = `${server.url}/openam`;
  const neighbour = createPingAm({ clientId: 'neighbour', clientSecret: 'other', baseUrl, realm: '/alpha' });
  const { accessToken } = await neighbour.token();
  const error: unknown = await pingam.revoke(accessToken).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'invalid_grant',
    status: 400,
    retryable: false,
    hint: 'The token belongs to another client. Only the client that got a token can revoke it.',
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(accessToken);
  expect(await neighbour.introspect()).toMatchObject({ active: true });
});

test('revoke invalidates a token of another scope of the client', async () => {
  const { server, pingam } = await startPingAm();
  const writer = pingam.scoped('write');
  const { accessToken } = await writer.token();
  await pingam.revoke(accessToken);
  expect((await writer.token()).accessToken).not.toBe(accessToken);
  expect(server.issued).toHaveLength(2);
});

test('introspect and revoke of a scope take the token of that scope', async () => {
  const { server, pingam } = await startPingAm({}, { clients: [{ ...credentials, scope: ['write', 'read'] }] });
  const main = await pingam.token();
  const reader = pingam.scoped('read');
  expect(await reader.introspect()).toMatchObject({ active: true, scope: ['read'] });
  const { accessToken } = await reader.token();
  await reader.revoke();
  expect(server.apiRequests.map(({ body }) => body)).toEqual(Array(2).fill(`token=${accessToken}`));
  expect(await reader.introspect(accessToken)).toMatchObject({ active: false });
  expect((await reader.token()).accessToken).not.toBe(accessToken);
  expect(await pingam.token()).toBe(main);
});

test('every scope has the metadata, the issuer and the keys of the one realm', async () => {
  const { pingam } = await startPingAm();
  const writer = pingam.scoped('write');
  const { issuer, jwksUri, metadata } = pingam;
  expect(writer).toMatchObject({ issuer, jwksUri, metadata });
  expect(jwksUri).toContain(issuer);
});

test('a failed revocation keeps the token', async () => {
  const { server, pingam } = await startPingAm();
  const { accessToken } = await pingam.token();
  server.answerApiNext({ status: 500, body: { error: 'server_error' } });
  await expect(pingam.revoke()).rejects.toMatchObject({ code: 'server_error', status: 500, retryable: true });
  expect((await pingam.token()).accessToken).toBe(accessToken);
});

test.each(['introspect', 'revoke'] as const)('%s throws an error with a hint if the client is refused', async (ask) => {
  const { pingam } = await startPingAm({ clientSecret: 'no' });
  await expect(pingam[ask]('token')).rejects.toMatchObject({
    code: 'invalid_client',
    status: 401,
    hint: expect.stringContaining('the realm `/alpha`'),
  });
});

test.each(['introspect', 'revoke'] as const)('%s uses the next secret if the first one is refused', async (ask) => {
  const { server, pingam } = await startPingAm({ clientSecret: ['old', 'mySecret'] });
  await pingam[ask]('token');
  expect(server.apiRequests).toHaveLength(2);
});

test('a token endpoint of another form tells no other endpoint', async () => {
  const { server } = await startPingAm();
  const tokenEndpoint = `${server.url}/gateway/token`;
  const pingam = createPingAm({ ...credentials, tokenEndpoint });
  expect([pingam.issuer, pingam.jwksUri]).toEqual([undefined, undefined]);
  for (const ask of [pingam.metadata(), pingam.introspect('token'), pingam.revoke('token')]) {
    await expect(ask).rejects.toMatchObject({ code: 'invalid_config', message: expect.stringContaining('`baseUrl`') });
  }
});

test.each([
  [{ realm: '/alpha' }, '/am/oauth2/realms/root/realms/alpha'],
  [{ realm: '/' }, '/am/oauth2/realms/root'],
  [{ realm: undefined }, '/am/oauth2'],
  [{ baseUrl: undefined, tokenEndpoint: 'https://am.example.com/am/oauth2/alpha/access_token' }, '/am/oauth2/alpha'],
])("with %j the issuer, keys and endpoints are at AM's usual paths, without a request", async (options, path) => {
  const { server, pingam } = await startPingAm({ baseUrl: 'https://am.example.com/am', ...options });
  const issuer = `https://am.example.com${path}`;
  expect([pingam.issuer, pingam.jwksUri]).toEqual([issuer, `${issuer}/connect/jwk_uri`]);
  expect(await pingam.metadata()).toEqual(usualMetadata(issuer));
  expect(server.requests).toEqual([]);
});
