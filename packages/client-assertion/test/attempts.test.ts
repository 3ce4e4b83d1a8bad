import type { ClientAuth } from '@grantkit/core';
import { decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { failureOf } from '../../core/test/failure-of.ts';
import { clientSecretJwt, privateKeyJwt } from '../src/index.ts';
import { publicKeyOf, testKey } from './keys.ts';
import { createTestBed } from './test-bed.ts';

test('each attempt signs a new assertion, with the time of that attempt', async () => {
  const key = await testKey('PS256');
  const { server, clock, client, assertions } = await createTestBed(
    privateKeyJwt({ key: key.pem, algorithm: 'PS256' }),
  );
  server.answerNext({ status: 503, headers: { 'retry-after': '3' } }, { status: 503, headers: { 'retry-after': '4' } });
  const token = client.token();
  for (const request of [1, 2]) {
    await server.waitForRequest(request);
    // One timer is for the deadline, and one for the wait until the next attempt.
    await clock.timers(2);
    clock.advanceToNextTimer();
  }
  expect(await token).toMatchObject({ tokenType: 'Bearer' });

  const claims = assertions().map((assertion) => decodeJwt(assertion));
  expect(new Set(claims.map(({ jti }) => jti)).size).toBe(3);
  const [first = 0, second = 0, third = 0] = claims.map(({ iat }) => iat);
  expect([second - first, third - second]).toEqual([3, 4]);
  for (const { iat = 0, exp = 0, aud } of claims) expect([exp - iat, aud]).toEqual([60, server.tokenEndpoint]);
  for (const assertion of assertions()) {
    await jwtVerify(assertion, await publicKeyOf(key), { currentDate: new Date(clock.now()) });
  }
});

test('a provider sets the audience of its assertions', async () => {
  const { pem: key } = await testKey('ES256');
  const audience = ['https://h/am/oauth2/access_token', 'https://h:443/am/oauth2/access_token'];
  const { client, assertions } = await createTestBed(privateKeyJwt({ key }), {}, audience);
  await client.token();
  expect(assertions().map((assertion) => decodeJwt(assertion).aud)).toEqual([audience]);
});

test('during a rotation the assertion is signed with the first secret, and then with the second', async () => {
  const secrets = ['first'.repeat(10), 'second'.repeat(10)] as const;
  const { server, client, assertions } = await createTestBed(clientSecretJwt(), { clientSecret: secrets });
  server.answerNext({ status: 401, body: { error: 'invalid_client' } });
  await client.token();
  const options = { currentDate: new Date(Date.UTC(2026, 0, 1)) };
  for (const [n, secret] of secrets.entries()) {
    await jwtVerify(assertions()[n]!, new TextEncoder().encode(secret), options);
  }
});

test("if only the first use shows that a key is wrong, the error has the provider's name, and nothing is sent", async () => {
  const { jwk } = await testKey('ES256');
  const broken: readonly [ClientAuth, string?][] = [
    [privateKeyJwt({ key: { ...jwk, x: jwk.y! } })],
    [privateKeyJwt({ key: () => new Uint8Array(3), algorithm: 'ES256' })],
    [clientSecretJwt(), 'too short'],
  ];
  for (const [clientAuth, clientSecret] of broken) {
    const { server, client } = await createTestBed(clientAuth, { clientSecret });
    const error = await failureOf(() => client.token());
    expect(error).toMatchObject({ code: 'invalid_config', provider: 'acme', retryable: false });
    expect(error.hint).toBeDefined();
    expect(server.requests).toHaveLength(0);
  }
});

test('a function that fails to sign is called again, and the error does not repeat its message', async () => {
  const { sign } = await testKey('ES256');
  let calls = 0;
  const key: typeof sign = async (signingInput) => {
    calls += 1;
    if (calls === 1) throw Object.assign(new Error('the PIN is 1234'), { code: 'ETIMEDOUT' });
    return sign(signingInput);
  };
  const { client, clock, events } = await createTestBed(privateKeyJwt({ key, algorithm: 'ES256' }));
  const token = client.token();
  await clock.timers(2);
  clock.advanceToNextTimer();
  expect(await token).toMatchObject({ tokenType: 'Bearer' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'failed', code: 'credential_unavailable' }));
  expect(calls).toBe(2);

  const silent = await createTestBed(
    privateKeyJwt({ key: () => Promise.reject(new Error('1234')), algorithm: 'RS256' }),
    {
      timeout: 1,
    },
  );
  const error = await failureOf(() => silent.client.token());
  expect(error).toMatchObject({ code: 'credential_unavailable', retryable: true });
  expect(error.message).not.toContain('1234');
});

test('an error of a client that the signer uses is credential_unavailable, not an error of this client', async () => {
  const inner = await createTestBed(clientSecretJwt(), { clientSecret: 's'.repeat(32) });
  inner.server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  const key = async () => new TextEncoder().encode((await inner.client.token()).accessToken);
  const { client } = await createTestBed(privateKeyJwt({ key, algorithm: 'RS256' }), { timeout: 1 });
  const error = await failureOf(() => client.token());
  expect(error).toMatchObject({ code: 'credential_unavailable', status: undefined, retryable: true });
});
