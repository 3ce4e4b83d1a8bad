import { type Answer, createFakeClock } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import type { GrantErrorCode, Provider, TokenEndpointReply } from '../src/index.ts';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed } from './test-bed.ts';

type ReadReply = NonNullable<Provider['readReply']>;

/** The members of a reply's JSON, as an adapter may read them that trusts its provider. */
function members({ body }: TokenEndpointReply): Record<string, unknown> {
  return { ...Object(body) };
}

const granted = { token_type: 'Bearer', expires_in: 60 };

describe('readReply makes a token of a reply', () => {
  test.each<[string, Answer, ReadReply]>([
    [
      'without a token type',
      { body: { access_token: 'token', expires_in: 60 } },
      (reply) => ({ ...members(reply), ...granted }),
    ],
    [
      'with the token under another name',
      { body: { tenant_access_token: 'token', expire: 60 } },
      (reply) => ({ ...granted, access_token: members(reply)['tenant_access_token'] }),
    ],
    [
      'with the token inside another object',
      { body: { data: { token: 'token' } } },
      (reply) => ({ ...granted, access_token: Object(members(reply)['data']).token }),
    ],
    ['that is plain text', { body: 'token' }, ({ body }) => ({ ...granted, access_token: body })],
    ['with an error status', { status: 500, body: { access_token: 'token', ...granted } }, ({ body }) => Object(body)],
    [
      'with its end as a date',
      { body: { token: 'token', expires_at: '2026-01-01T00:01:00Z' } },
      (reply) => ({
        ...granted,
        access_token: members(reply)['token'],
        expires_in: (Date.parse(String(members(reply)['expires_at'])) - reply.now) / 1000,
      }),
    ],
  ])('%s', async (_, answer, readReply) => {
    const clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
    const token = await ask(answer, { readReply, clock });
    expect(token).toMatchObject({ accessToken: 'token', tokenType: 'Bearer', expiresAt: clock.now() + 60_000 });
  });
});

test('it gets the status, the headers, the body and the time of the request', async () => {
  const clock = createFakeClock();
  const now = clock.now();
  const seen: unknown[] = [];
  const readReply: ReadReply = ({ status, headers, body, now: sentAt }) => {
    seen.push(status, headers.get('x-trace'), body, sentAt);
    return undefined;
  };
  const answer = { status: 201, headers: { 'x-trace': 'one' }, body: { access_token: 'token', ...granted } };
  await ask(
    () => {
      clock.advance(5_000);
      return answer;
    },
    { readReply, clock },
  );
  expect(seen).toEqual([201, 'one', answer.body, now]);
});

test('core reads a reply that it does not restate as RFC 6749 says', async () => {
  const readReply = () => undefined;
  await expect(ask({ body: { access_token: 'token', ...granted } }, { readReply })).resolves.toBeDefined();
  const error = await failureOf(ask({ status: 400, body: { error: 'invalid_scope' } }, { readReply }));
  expect(error).toMatchObject({ code: 'invalid_scope', status: 400 });
});

describe('readReply makes an error of a reply', () => {
  test.each<[string, Answer, ReadReply, GrantErrorCode, boolean]>([
    ['with status 200', { body: { code: 1 } }, () => ({ error: 'invalid_client' }), 'invalid_client', false],
    ['with status 403', { status: 403 }, () => ({ error: 'invalid_client' }), 'invalid_client', false],
    ['with status 500', { status: 500 }, () => ({ error: 'invalid_scope' }), 'invalid_scope', false],
    ['that says to come again', {}, () => ({ error: 'temporarily_unavailable' }), 'server_error', true],
    ['in words of its own', {}, () => ({ error: 'quota' }), 'rate_limited', true],
    ['in words of its own at 503', { status: 503 }, () => ({ error: 'other' }), 'server_error', true],
    ['in unknown words', { status: 400 }, () => ({ error: 'other' }), 'refused', false],
    [
      'although it has a token',
      { body: { access_token: 'token', ...granted } },
      () => ({ error: 'other' }),
      'refused',
      false,
    ],
  ])('%s', async (_, answer, readReply, code, retryable) => {
    const error = await failureOf(ask(answer, { readReply, errorCodes: { quota: 'rate_limited' } }));
    expect(error).toMatchObject({ code, retryable });
  });
});

test("the server's own error is not a word of the adapter, so that the failure of a proxy stays retryable", async () => {
  const readReply: ReadReply = (reply) => ({ ...members(reply), token_type: 'Bearer' });
  for (const status of [429, 503]) {
    const error = await failureOf(ask({ status, body: { error: 'invalid_request' } }, { readReply }));
    expect(error).toMatchObject({ code: status === 429 ? 'rate_limited' : 'server_error', retryable: true });
  }
});

test.each<[string, object, string]>([
  ['another token type', { access_token: 'token', token_type: 'mac' }, '`token_type` must be Bearer'],
  ['a token that is not text', { access_token: 7, token_type: 'Bearer' }, '`access_token` must be a string'],
  ['no token', {}, '`access_token` is missing'],
])('what it returns is checked like a reply: %s', async (_, returned, problem) => {
  const error = await failureOf(ask({}, { readReply: () => ({ ...returned }) }));
  expect(error.summary).toContain(problem);
});

test('after a restated invalid_client, the other secret of a pair is tried', async () => {
  const readReply: ReadReply = ({ status }) => (status === 403 ? { error: 'invalid_client' } : undefined);
  const { server, client } = await createTestBed({ clientSecret: ['old', 'new'], provider: { readReply } });
  server.answerNext({ status: 403, body: { message: 'invalid client secret' } });
  server.setClientSecret('the-client', 'new');
  await expect(client.token()).resolves.toBeDefined();
  expect(server.tokenRequests.map(({ parameters }) => parameters.get('client_secret'))).toEqual(['old', 'new']);
});

test.each<[string, ReadReply]>([
  [
    'throws',
    () => {
      throw new Error('the-secret');
    },
  ],
  // A program in JavaScript can return anything.
  ['returns a promise that fails', () => Object(Promise.reject(new Error('the-secret')))],
  ['returns text', () => JSON.parse('"the-secret"')],
  [
    'returns an object whose member throws',
    () => ({
      get error(): string {
        throw new Error('the-secret');
      },
    }),
  ],
])('a function that %s is invalid_response, without its message', async (_, readReply) => {
  for (const [status, retryable] of [
    [200, false],
    [400, false],
    [503, true],
  ] as const) {
    const error = await failureOf(ask({ status, body: {} }, { readReply }));
    expect(error).toMatchObject({ code: 'invalid_response', provider: 'acme', status, retryable });
    expect(inspectWhole(error)).not.toContain('the-secret');
  }
});

test.each([
  { tenant_access_token: 'granted-9d2f41', msg: 'not granted-9d2f41' },
  { data: { token: 'granted-9d2f41' }, msg: 'not granted-9d2f41' },
])('a token of the reply is not in the error, whatever its name is', async (body) => {
  const readReply: ReadReply = (reply) => ({ error: 'other', error_description: members(reply)['msg'] });
  const error = await failureOf(ask({ body }, { readReply }));
  expect(error).toMatchObject({ code: 'refused', description: '(withheld: it repeats a credential)' });
});

test('a token that only readReply finds in a text is not in the error', async () => {
  const readReply: ReadReply = ({ body }) => {
    const token = String(body).slice(2);
    return { access_token: token, error: 'other', error_description: `no ${token}` };
  };
  const error = await failureOf(ask({ body: 't=granted-9d2f41' }, { readReply }));
  expect(error.description).toBe('(withheld: it repeats a credential)');
});

test('a reply that readReply cannot read still says when to come again', async () => {
  const readReply: ReadReply = () => {
    throw new Error('unreadable');
  };
  const error = await failureOf(ask({ status: 503, headers: { 'retry-after': '7' } }, { readReply }));
  expect(error).toMatchObject({ retryable: true, retryAfter: 7_000 });
});

test('an error that readReply writes into the body is its own word', async () => {
  const readReply: ReadReply = ({ body }) => Object.assign(Object(body), { error: 'invalid_scope' });
  expect(await failureOf(ask({ status: 503, body: {} }, { readReply }))).toMatchObject({ code: 'invalid_scope' });
});

test('readReply does not get a reply of more than 1 MiB', async () => {
  let calls = 0;
  const readReply: ReadReply = () => {
    calls += 1;
    return { error: 'other' };
  };
  const error = await failureOf(ask({ body: 'x'.repeat(1_048_577) }, { readReply }));
  expect([calls, error.summary]).toEqual([0, expect.stringContaining('1 MiB')]);
});
