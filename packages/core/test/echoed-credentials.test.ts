import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../src/endpoint/redaction.ts';
import { clientSecretPost, createEndpointCaller, type ProviderClient } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, type startServer } from './test-bed.ts';

const withheld = '(withheld: it repeats a credential)';
const named: Record<string, string> = { '&': '&amp;', '"': '&quot;', "'": '&apos;', '<': '&lt;', '>': '&gt;' };
const hexOf = (text: string, digits: number) => text.charCodeAt(0).toString(16).padStart(digits, '0');
const unicode = (text: string) => `\\u${hexOf(text, 4)}`;

/** The encodings in which servers and proxies repeat a secret. */
const encoders: Record<string, (secret: string) => string> = {
  'HTML entities by name': (secret) => secret.replace(/[&"'<>]/g, (character) => named[character] ?? ''),
  'HTML entities in decimal': (secret) => secret.replace(/\W/g, (character) => `&#${character.charCodeAt(0)};`),
  'HTML entities in hex': (secret) => secret.replace(/\W/g, (character) => `&#x${hexOf(character, 2)};`),
  "JSON with PHP's \\/": (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  "JSON with Gson's \\u003d": (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/[=&<>']/g, unicode),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/[^ -~]/g, unicode),
  encodeURI,
  encodeURIComponent,
  "Python's quote": (secret) => encodeURIComponent(secret).replaceAll('%2F', '/'),
  'percent-encoding in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  'percent-encoding twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'percent-encoding, then HTML': (secret) => encodeURIComponent(secret).replaceAll('%', '&#37;'),
  'HTML, then JSON': (secret) => JSON.stringify(secret.replace(/\W/g, (c) => `&#${c.charCodeAt(0)};`)),
  'form encoding': (secret) => new URLSearchParams({ '': secret }).toString().slice(1),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  'base64, percent-encoded': (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
};

const character = fc.constantFrom(...'%+:&=\'"\\/ <>{}`$é漢ABCDEFGHXYZabcdefghuxyz0123456789-._~;#');
const secrets = fc.string({ unit: character, minLength: 8, maxLength: 60 });

describe.each(Object.entries(encoders))('a secret that is repeated in %s', (_, encode) => {
  test('is withheld', () => {
    const property = fc.property(secrets, (secret) => {
      expect(redact(`bad client: ${encode(secret)}!`, { credentials: [secret], values: [] })).toBe(withheld);
      expect(redact(`bad client: ${encode(secret)}!`, { credentials: [], values: [secret] })).toBe(withheld);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('a part of a credential', () => {
  test.each([
    ['12 of 19 characters', 'Secr3t-Value-012345', 'Secr3t-Value', withheld],
    ['the last 10 of 19', 'Secr3t-Value-012345', 'lue-012345', withheld],
    ['12 of 19, percent-encoded', 'Secr3t/Value/012345', 'Secr3t%2FValue', withheld],
    ['9 of 19', 'Secr3t-Value-012345', 'Secr3t-Va', 'Not Secr3t-Va'],
    ['8 of 9', 'Secr3t-12', 'Secr3t-1', withheld],
    ['7 of 9', 'Secr3t-12', 'Secr3t-', 'Not Secr3t-'],
    ['7 of 8', 'Secr3t-1', 'Secr3t-', 'Not Secr3t-'],
    ['16 of 1,000', 'abcdefghijklmnop'.padEnd(1_000, '0'), 'abcdefghijklmnop', withheld],
    ['15 of 1,000', 'abcdefghijklmnop'.padEnd(1_000, '0'), 'abcdefghijklmno', 'Not abcdefghijklmno'],
  ])('%s', (_, credential, part, expected) => {
    expect(redact(`Not ${part}`, { credentials: [credential], values: [] })).toBe(expected);
    expect(redact(`Not ${part}`, { credentials: [], values: [credential] })).toBe(`Not ${part}`);
  });
});

test('searching a text of 1 MiB for tokens of 64 KiB takes little time', () => {
  const tokens = Array.from({ length: 16 }, (_, index) => `${index}-%41&amp;`.padEnd(65_536, 'token%2B'));
  const start = performance.now();
  expect(redact('%2525&amp;'.repeat(100_000), { credentials: tokens, values: [] })).toMatch(/^%2525&amp;/);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('an empty credential hides nothing', () => {
  expect(redact('Unknown client', { credentials: [''], values: [''] })).toBe('Unknown client');
});

test('the description of an error reply with an empty `access_token` is shown', async () => {
  const { server, client, clock } = await createTestBed();
  const body = { error: 'invalid_request', error_description: 'Because', access_token: '', id_token: '' };
  server.answerNext({ status: 400, body });
  expect((await failureOf(client.token(), clock)).description).toBe('Because');
});

async function echo(client: ProviderClient, words: string, server: Awaited<ReturnType<typeof startServer>>) {
  server.answerNext({ status: 400, body: { error: 'invalid_request', error_description: words } });
  return (await failureOf(client.token({ forceRefresh: true }))).description;
}

test('the other secret of a pair is not shown, whether the pair is given or fetched', async () => {
  const pair = ['the-secret', 'the-other-5ecret'] as const;
  for (const clientSecret of [pair, async () => pair]) {
    const { server, client } = await createTestBed({ clientSecret });
    expect(await echo(client, 'Use the-other-5ecret', server)).toBe(withheld);
  }
});

test('older tokens and tokens of other scopes are not shown, while they are valid', async () => {
  const { server, client, clock } = await createTestBed({ lifetime: 600 });
  const oldest = await client.token();
  const other = await client.scoped('other').token();
  await client.token({ forceRefresh: true });
  for (const { accessToken } of [oldest, other]) expect(await echo(client, accessToken, server)).toBe(withheld);
  clock.advance(600_000);
  const { accessToken } = await client.token();
  expect(await echo(client, oldest.accessToken, server)).toBe(oldest.accessToken);
  expect(await echo(client, accessToken, server)).toBe(withheld);
});

test.each<[string, (bearer: string) => string]>([
  ['as it is', (bearer) => bearer],
  ['percent-encoded', (bearer) => encodeURIComponent(bearer)],
  ['in base64', (bearer) => btoa(bearer)],
  ['cut in half', (bearer) => bearer.slice(0, 12)],
])('a bearer that an endpoint repeats %s is not shown', async (_, encode) => {
  const { server, client } = await createTestBed({ provider: { clientAuth: clientSecretPost() } });
  const bearer = 'bearer+of/9c8b7a==';
  const body = { error: 'invalid_token', error_description: `No ${encode(bearer)}` };
  server.answerApiNext({ status: 401, body });
  const callEndpoint = createEndpointCaller(client);
  const failure = await failureOf(callEndpoint({ url: `${server.url}/validate`, as: { bearer } }));
  expect(failure.description).toBe(withheld);
});
