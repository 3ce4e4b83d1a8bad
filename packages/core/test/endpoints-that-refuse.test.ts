// At which endpoints a refused credential is held back: the table in src/endpoint/refused-credentials.ts.
import type { Answer } from '@grantkit/testing';
import { describe, expect, it, test } from 'vitest';
import { createEndpointCaller } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed, type TestBedOptions, times } from './test-bed.ts';

const pair: TestBedOptions = { clientSecret: ['old', 'new'] };
const errorReply = (error: string): Answer => ({ status: 400, body: { error } });

/** A client, and calls of two other endpoints than the token endpoint. All endpoints accept every credential. */
async function createEndpoints(options?: TestBedOptions) {
  const bed = await createTestBed(options);
  const { server, client } = bed;
  server.answerAlways({ body: { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 } });
  server.answerApiAlways({ body: { active: true } });
  const ask = createEndpointCaller(client);
  const callOf = (path: string) => () =>
    ask({ url: `${server.url}${path}`, parameters: { token: 'a-token' }, as: 'client' });
  const secretsOf = (requests: typeof server.requests) =>
    requests.map(({ parameters }) => parameters.get('client_secret'));
  return {
    ...bed,
    introspect: callOf('/introspect'),
    revoke: callOf('/revoke'),
    /** The secrets that the token endpoint received, and those that the other endpoints received. */
    sent: () => ({ token: secretsOf(server.tokenRequests), elsewhere: secretsOf(server.apiRequests) }),
  };
}

test('invalid_client of the token endpoint holds the credential back at every endpoint', async () => {
  const { server, client, clock, introspect, revoke } = await createEndpoints();
  server.answerNext({ status: 401, body: { error: 'invalid_client' } });
  await failureOf(client.token());
  for (const call of [introspect, revoke, client.token]) {
    expect(await failureOf(call)).toMatchObject({
      code: 'invalid_client',
      status: 401,
      cached: true,
      retryAfter: 1_000,
    });
  }
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([1, 0]);

  clock.advance(1_000);
  expect(await introspect()).toEqual({ active: true });
});

test.each(['unauthorized_client', 'invalid_scope'])(
  '%s of the token endpoint does not hold the credential back at other endpoints',
  async (error) => {
    const { server, client, introspect, revoke } = await createEndpoints();
    server.answerNext(errorReply(error));
    await failureOf(client.token());
    expect(await introspect()).toEqual({ active: true });
    expect(await revoke()).toEqual({ active: true });
    // Nor does their success mean that the token endpoint accepts it now.
    expect(await failureOf(client.token())).toMatchObject({ code: error, cached: true });
    expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([1, 2]);
  },
);

test.each(['invalid_client', 'unauthorized_client', 'invalid_scope'])(
  '%s of /introspect holds the credential back at /introspect only',
  async (error) => {
    const { server, client, clock, introspect, revoke } = await createEndpoints();
    server.answerApiNext(errorReply(error));
    expect(await failureOf(introspect)).toMatchObject({ code: error, cached: false });
    expect(await failureOf(introspect)).toMatchObject({ code: error, cached: true, retryAfter: 1_000 });
    expect(await revoke()).toEqual({ active: true });
    expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
    // Nor does the success of another endpoint mean that /introspect accepts it now.
    expect(await failureOf(introspect)).toMatchObject({ cached: true });
    expect(server.apiRequests.map(({ url }) => url)).toEqual(['/introspect', '/revoke']);

    clock.advance(1_000);
    expect(await introspect()).toEqual({ active: true });
  },
);

test('after a success at /introspect, a credential that is refused there again is held back for 1 s again', async () => {
  const { server, clock, introspect } = await createEndpoints();
  server.answerApiNext(...times(3, () => errorReply('invalid_client')));
  for (const pause of [1_000, 2_000, 4_000]) {
    await failureOf(introspect);
    clock.advance(pause);
  }
  await introspect();
  server.answerApiNext(errorReply('invalid_client'));
  await failureOf(introspect);
  expect((await failureOf(introspect)).retryAfter).toBe(1_000);
});

describe('a pair of secrets at another endpoint', () => {
  it('has its second secret tried in the same call', async () => {
    const { server, introspect, sent } = await createEndpoints(pair);
    server.answerApiNext(errorReply('invalid_client'));
    expect(await introspect()).toEqual({ active: true });
    expect(sent()).toEqual({ token: [], elsewhere: ['old', 'new'] });
  });

  it.each([
    ['refuses both', [errorReply('invalid_client'), errorReply('invalid_client')]],
    ['refuses the first and fails with the second', [errorReply('invalid_client'), { status: 503 }]],
  ])('keeps its order for the token endpoint if the endpoint %s', async (_, answers) => {
    const { server, client, introspect, sent } = await createEndpoints(pair);
    server.answerApiNext(...answers);
    await failureOf(introspect);
    expect(await client.token()).toMatchObject({ tokenType: 'Bearer' });
    expect(sent()).toEqual({ token: ['old'], elsewhere: ['old', 'new'] });
  });

  it('starts with its second secret at the token endpoint after a success with that secret', async () => {
    const { server, client, introspect, sent } = await createEndpoints(pair);
    server.answerApiNext(errorReply('invalid_client'));
    await introspect();
    await client.token();
    expect(sent()).toEqual({ token: ['new'], elsewhere: ['old', 'new'] });
  });

  it('is held back as a whole after both were refused', async () => {
    const { server, introspect, sent } = await createEndpoints(pair);
    server.answerApiNext(errorReply('invalid_client'), errorReply('invalid_client'));
    for (let call = 0; call < 20; call += 1) await failureOf(introspect);
    expect(await failureOf(introspect)).toMatchObject({ code: 'invalid_client', cached: true });
    expect(sent()).toEqual({ token: [], elsewhere: ['old', 'new'] });
  });
});
