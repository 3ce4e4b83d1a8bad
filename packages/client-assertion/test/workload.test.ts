import { createProviderClient } from '@grantkit/core';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { clientAssertion } from '../src/index.ts';
import { workload } from './foreign-jwt.ts';
import { testKey } from './keys.ts';

test('a server that verifies assertions grants a token for the JWT of the workload, and for no other', async () => {
  const { cryptoKey, publicJwk } = await testKey('RS256');
  const federated = { issuer: workload.iss, subject: workload.sub };
  const clients = [{ clientId: 'billing', publicKeys: [{ ...publicJwk }], federated }];
  const clock = createFakeClock({ now: Date.now() });
  const server = await createAuthorizationServer({ dialect: 'rfc10070', clients, now: clock.now });
  onTestFinished(() => server.close());
  const token = (subject: string) => {
    const jwt = new SignJWT().setProtectedHeader({ alg: 'RS256' }).setIssuer(workload.iss).setSubject(subject);
    const assertion = () => jwt.setAudience([server.url]).setExpirationTime('1h').sign(cryptoKey);
    const provider = { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientAssertion({ assertion }) };
    return createProviderClient(provider, { clientId: 'billing', clock }).token();
  };
  await expect(token(workload.sub)).resolves.toMatchObject({ tokenType: 'Bearer' });
  await expect(token('system:serviceaccount:shop:admin')).rejects.toMatchObject({ code: 'invalid_client' });
});
