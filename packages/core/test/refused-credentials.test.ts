import { createFakeClock } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { RefusedCredentials } from '../src/endpoint/refused-credentials.ts';
import { GrantError, type ProviderClient } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, type TestBed, times } from './test-bed.ts';

const codes = ['invalid_client', 'unauthorized_client', 'invalid_scope'] as const;

async function failInTurn({ clock }: TestBed, client: ProviderClient, calls: number): Promise<GrantError[]> {
  const failures: GrantError[] = [];
  for (let call = 0; call < calls; call += 1) failures.push(await failureOf(client.token(), clock));
  return failures;
}

describe.each(codes)('%s', (code) => {
  it('costs one request for 20 calls in a row', async () => {
    const bed = await createTestBed();
    bed.server.answerAlways({ status: 400, body: { error: code } });
    const [first, ...rest] = await failInTurn(bed, bed.client, 20);
    expect(first).toMatchObject({ code, cached: false, retryable: false });
    for (const { code: again, cached, status } of rest) {
      expect({ code: again, cached, status }).toEqual({ code, cached: true, status: 400 });
    }
    expect(rest[0]?.message).toContain('remembered');
    expect(bed.server.tokenRequests).toHaveLength(1);
  });

  it('costs one request for 20 concurrent calls, and `retryAfter` says when the next one may be made', async () => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways({ status: 400, body: { error: code } });
    await Promise.all(times(20, () => failureOf(client.token(), clock)));
    clock.advance(400);
    expect(await failureOf(client.token(), clock)).toMatchObject({ cached: true, retryAfter: 600 });
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('is remembered for 1 s, 2, 4 … 60 s', async () => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways({ status: 400, body: { error: code } });
    let requests = 0;
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      requests += 1;
      expect((await failureOf(client.token(), clock)).cached).toBe(false);
      clock.advance(pause - 1);
      expect(await failureOf(client.token(), clock)).toMatchObject({ cached: true, retryAfter: 1 });
      expect(server.tokenRequests).toHaveLength(requests);
      clock.advance(1);
    }
  });

  it('is forgotten after a success: the next one is remembered for 1 s again', async () => {
    const { server, client, clock } = await createTestBed();
    server.answerNext(...times(3, () => ({ status: 400, body: { error: code } })));
    for (const pause of [1_000, 2_000, 4_000]) {
      await failureOf(client.token(), clock);
      clock.advance(pause);
    }
    await client.token();
    clock.advance(3_600_000);
    server.answerNext({ status: 400, body: { error: code } });
    await failureOf(client.token(), clock);
    expect((await failureOf(client.token(), clock)).retryAfter).toBe(1_000);
  });

  it('does not hold back a forced refresh', async () => {
    const { server, client, clock } = await createTestBed();
    server.answerNext({ status: 400, body: { error: code } });
    await failureOf(client.token(), clock);
    expect(await client.token({ forceRefresh: true })).toMatchObject({ tokenType: 'Bearer' });
    expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
    expect(server.tokenRequests).toHaveLength(2);
  });
});

test('a pair of wrong secrets costs two requests for 20 calls', async () => {
  const bed = await createTestBed({ clientSecret: ['wrong', 'wrong too'] });
  const failures = await failInTurn(bed, bed.client, 20);
  expect(failures.every(({ code }) => code === 'invalid_client')).toBe(true);
  expect(bed.server.tokenRequests).toHaveLength(2);
});

test('a changed secret is tried at once', async () => {
  let secret = 'wrong';
  const bed = await createTestBed({ clientSecret: async () => secret });
  await failInTurn(bed, bed.client, 10);
  expect(bed.server.tokenRequests).toHaveLength(1);
  secret = 'the-secret';
  expect(await bed.client.token()).toMatchObject({ tokenType: 'Bearer' });
  expect(bed.server.tokenRequests).toHaveLength(2);
  expect(bed.clock.monotonic()).toBe(0);
});

test('a secret that is refused again is held back for longer, even if another one was tried in between', async () => {
  let secret = 'wrong';
  const { client, clock, server } = await createTestBed({ clientSecret: () => secret });
  await failureOf(client.token(), clock);
  secret = 'wrong too';
  expect((await failureOf(client.token(), clock)).cached).toBe(false);
  secret = 'wrong';
  expect((await failureOf(client.token(), clock)).cached).toBe(true);
  clock.advance(1_000);
  await failureOf(client.token(), clock);
  expect((await failureOf(client.token(), clock)).retryAfter).toBe(2_000);
  expect(server.tokenRequests).toHaveLength(3);
});

test('the memory of refused credentials is bounded: after 10,000 more, the first one is forgotten', () => {
  const refused = new RefusedCredentials(createFakeClock());
  const error = new GrantError({ code: 'invalid_client', provider: 'acme', summary: 'Not accepted' });
  const destination = { scope: undefined };
  // A secret store that returns another wrong secret each time.
  for (let n = 0; n <= 10_000; n += 1) refused.note(error, `secret-${n}`, destination);
  expect(refused.find('secret-10000', destination)).toMatchObject({ code: 'invalid_client', cached: true });
  expect(refused.find('secret-0', destination)).toBeUndefined();
});

test('invalid_scope holds back no other scope', async () => {
  const { server, client, clock } = await createTestBed({ scope: 'read' });
  server.answerNext({ status: 400, body: { error: 'invalid_scope' } });
  expect((await failureOf(client.scoped('admin').token(), clock)).code).toBe('invalid_scope');
  expect((await failureOf(client.scoped('admin').token(), clock)).cached).toBe(true);
  expect(await client.token()).toMatchObject({ scope: ['read'] });
  expect(await client.scoped('write').token()).toMatchObject({ scope: ['write'] });
  expect(server.tokenRequests).toHaveLength(3);
});

test.each(['invalid_client', 'unauthorized_client'])('%s holds back every scope of the client', async (error) => {
  const { server, client, clock } = await createTestBed({ scope: 'read' });
  server.answerAlways({ status: 401, body: { error } });
  await failureOf(client.token(), clock);
  expect(await failureOf(client.scoped('write').token(), clock)).toMatchObject({ code: error, cached: true });
  expect(server.tokenRequests).toHaveLength(1);
});

test('a credential that one client has remembered as refused is not held back at another client', async () => {
  const { server, clock, createClient } = await createTestBed();
  await failureOf(createClient({ clientSecret: 'wrong' }).token(), clock);
  expect(await createClient().token()).toMatchObject({ tokenType: 'Bearer' });
  expect(server.tokenRequests).toHaveLength(2);
});

test.each(['invalid_request', 'invalid_grant', 'unsupported_grant_type', 'nonsense'])(
  '%s does not refuse the credential: the next call waits for the backoff and makes a request',
  async (error) => {
    const { server, client, clock } = await createTestBed();
    server.answerAlways({ status: 400, body: { error } });
    expect((await failureOf(client.token(), clock)).cached).toBe(false);
    expect((await failureOf(client.token(), clock)).cached).toBe(false);
    expect(server.tokenRequests).toHaveLength(2);
  },
);
