import { type AuthorizationServer, createFakeClock, type RecordedRequest } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import { type ClientOptions, createProviderClient, type GrantEvent, type ProviderClient } from '../src/index.ts';
import { basesInReplies } from './census/bases-in-replies.ts';
import { jsonRequests } from './census/json-requests.ts';
import { oddApis } from './census/odd-apis.ts';
import { oddRejections } from './census/odd-rejections.ts';
import { oddReplies } from './census/odd-replies.ts';
import { ownSecrets } from './census/own-secrets.ts';
import { plain } from './census/plain.ts';
import type { DescribedRow } from './census/row.ts';
import { signed } from './census/signed.ts';
import { undescribed } from './census/undescribed.ts';
import { failureOf } from './failure-of.ts';
import { clientId, clientSecret, startServer } from './test-bed.ts';

// No test of this file asks a vendor. The rows replay what the vendors document.
const described = [plain, ownSecrets, signed, jsonRequests, oddReplies, basesInReplies, oddApis, oddRejections].flat();
const rfc6750 = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };

interface Bed {
  readonly server: AuthorizationServer;
  readonly client: ProviderClient;
  readonly events: readonly GrantEvent[];
}

async function bedOf(row: DescribedRow, secret: ClientOptions['clientSecret'] = clientSecret): Promise<Bed> {
  const clock = createFakeClock();
  const server = await startServer({ tokenPath: row.request.url.replace(/\?.*/, ''), now: clock.now });
  const provider = row.provider(server);
  const events: GrantEvent[] = [];
  const client = createProviderClient(provider, {
    clientId,
    clientSecret: provider.clientAuth.usesClientSecret ? secret : undefined,
    scope: row.scope,
    clock,
    onEvent: (event) => events.push(event),
  });
  return { server, client, events };
}

/** Checks that a request is the documented one, and that its URL and its other headers carry no credential. */
function expectDocumented(sent: RecordedRequest | undefined, { request }: DescribedRow): void {
  const { contentType = 'application/x-www-form-urlencoded', authorization, headers, body } = request;
  const { authorization: shown, ...others } = sent?.headers ?? {};
  expect(sent).toMatchObject({ method: 'POST', url: request.url });
  expect(others).toMatchObject({ 'content-type': contentType, ...headers });
  expect(shown).toBe(authorization);
  const isJson = contentType === 'application/json';
  expect(isJson ? JSON.parse(sent?.body ?? '') : Object.fromEntries(sent?.parameters ?? [])).toEqual(body);
  for (const text of [sent?.url, ...Object.values(others)]) expect(text).not.toMatch(/the-secret|words-/);
}

/** The headers of an API request that carry the token, or that the row names. */
function shownHeaders({ headers }: RecordedRequest, token: string, named: object): Record<string, string> {
  const isShown = ([name, text]: readonly [string, string]) => text.includes(token) || Object.hasOwn(named, name);
  return Object.fromEntries(Object.entries(headers).filter(isShown));
}

test('every provider of the catalogue has a row', () => {
  const numbers = new Set([...described, ...undescribed].map(({ catalogue }) => catalogue));
  for (let number = 1; number <= 26; number += 1) expect(numbers).toContain(number);
});

test.each(described)('$name has a source', ({ source }) => {
  expect(source).toMatch(/^https:\/\/\S+$/);
});

test.each(undescribed)('$name has a source, and a reason why it is not described', ({ source, reason }) => {
  expect(source).toMatch(/^https:\/\/\S+$/);
  expect(reason).toMatch(/^[A-Z].{40,}\.$/);
});

describe.each(described)('$name', (row) => {
  const { confidence, granted, api } = row;
  const { usesClientSecret } = row.provider({ url: 'http://127.0.0.1' }).clientAuth;
  const refusals = row.refusals.map((refusal) => {
    return { confidence: confidence.refusal, ...refusal, shown: JSON.stringify(refusal.reply) };
  });
  // The row's token, and a second one of the same look.
  const { accessToken: look = 'plain-text' } = row;
  const [first, second] = [`first-${look}`, `second-${look}`];

  test(`gets the token request that it documents (${confidence.request})`, async () => {
    const { server, client } = await bedOf(row);
    server.answerNext(row.grant(first, server));
    await client.token();
    expect(server.tokenRequests).toHaveLength(1);
    expectDocumented(server.tokenRequests[0], row);
  });

  test(`grants a token with its success reply (${confidence.grant})`, async () => {
    const { server, client } = await bedOf(row);
    server.answerNext(row.grant(first, server));
    const token = await client.token();
    expect(token).toMatchObject({ accessToken: first, tokenType: 'Bearer' });
    expect(token.expiresAt - token.issuedAt).toBe(granted.lifetime * 1000);
    expect(token.scope).toEqual(granted.scope);
    expect(token.details).toEqual(granted.details?.(server) ?? {});
  });

  test.each(refusals)('refuses wrong credentials as $code with $shown ($confidence)', async (refusal) => {
    const { reply, code, description } = refusal;
    const { server, client } = await bedOf(row);
    server.answerAlways(reply);
    const error = await failureOf(client.token());
    expect(error).toMatchObject({ code, description, status: reply.status ?? 200, retryable: false });
    expect(server.tokenRequests).toHaveLength(1);
  });

  // A provider whose credential is a key has no pair of secrets.
  test.each(usesClientSecret ? refusals : [])('gets the second secret of a pair after $shown', async ({ reply }) => {
    const { server, client } = await bedOf(row, ['wrong', clientSecret]);
    server.answerNext(reply, row.grant(first, server));
    expect((await client.token()).accessToken).toBe(first);
    expect(server.tokenRequests).toHaveLength(2);
    expectDocumented(server.tokenRequests[1], row);
  });

  if ('reason' in api) {
    test('has an API that the contract cannot describe, and the row says why', () => {
      expect(api.reason).toMatch(/^[A-Z].{40,}\.$/);
    });
    return;
  }
  const { path, url, rejection = rfc6750, others = [] } = api;
  const basis = confidence.rejection === 'unknown' ? 'unknown, so as RFC 6750 says' : confidence.rejection;

  test(`gets a new token in one replay when its API rejects the old one (${basis})`, async () => {
    expect(api.rejection === undefined).toBe(confidence.rejection === 'unknown');
    const { server, client, events } = await bedOf(row);
    server.answerNext(row.grant(first, server), row.grant(second, server));
    server.answerApiNext(rejection, { body: { ok: true } });
    const reply = await client.fetch(path);
    expect(await reply.json()).toEqual({ ok: true });
    expect(server.apiRequests.map((request) => request.url)).toEqual([url, url]);
    const tokens = [first, second] as const;
    const shown = server.apiRequests.map((request, n) => shownHeaders(request, look, api.headers(tokens[n] ?? '')));
    expect(shown).toEqual(tokens.map((token) => api.headers(token)));
    expect(server.tokenRequests).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'replayed')).toHaveLength(1);
  });

  test.each(others.map((reply) => ({ reply, shown: JSON.stringify(reply) })))(
    'gets no replay after $shown, which a new token does not cure',
    async ({ reply }) => {
      const { server, client } = await bedOf(row);
      server.answerNext(row.grant(first, server));
      server.answerApiNext(reply);
      expect((await client.fetch(path)).status).toBe(reply.status);
      expect([server.apiRequests.length, server.tokenRequests.length]).toEqual([1, 1]);
    },
  );
});
