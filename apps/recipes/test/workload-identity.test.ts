import { type GrantEvent, memoryTokenCache } from '@grantkit/issuer';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { connectWorkload } from '../src/workload-client.ts';
import { createMovingClock } from './moving-clock.ts';
import { createCluster } from './projected-token.ts';

const billing = 'system:serviceaccount:shop:billing';

async function start() {
  const clock = createMovingClock();
  const cluster = await createCluster();
  const federated = (subject: string) => ({
    publicKeys: [cluster.publicKey],
    federated: { issuer: cluster.issuer, subject },
  });
  const server = await createAuthorizationServer({
    ...{ dialect: 'rfc10070', now: clock.now },
    clients: [{ clientId: 'billing', ...federated(billing) }],
  });
  onTestFinished(() => server.close());
  const cache = memoryTokenCache({ clock });
  const connect = (volume = 'pod', onEvent?: (event: GrantEvent) => void) =>
    connectWorkload({ issuer: server.url, clientId: 'billing', clock, cache, onEvent }, cluster.fileIn(volume));
  const renew = async (subject = billing, volume = 'pod') =>
    cluster.write(volume, `${await cluster.sign(subject, server.url, clock.now())}\n`);
  const assertions = () => server.tokenRequests.map(({ parameters }) => parameters.get('client_assertion'));
  return { clock, cluster, server, connect, renew, assertions };
}

test('each token request sends the JWT that is in the file at that time, and no call fails', async () => {
  const { clock, connect, renew, assertions } = await start();
  await renew();
  const client = connect();
  for (let hour = 0; hour < 24; hour += 1) {
    await client.token();
    clock.advance(3_600_000 * 0.8); // The kubelet renews the JWT after 80 % of its lifetime.
    await renew();
    clock.advance(3_600_000 * 0.2);
  }
  expect(new Set(assertions()).size).toBe(assertions().length);
  expect(assertions()).toHaveLength(24);
});

test('an expired JWT is not sent, and a token in memory stays in use without the file', async () => {
  const { clock, cluster, connect, renew, server } = await start();
  await renew();
  const client = connect();
  const { accessToken } = await client.token();
  cluster.write('pod', '');
  expect((await client.token()).accessToken).toBe(accessToken);
  await renew();
  clock.advance(3_600_000);
  await expect(client.token()).rejects.toMatchObject({ code: 'credential_unavailable', retryable: true });
  expect(server.tokenRequests).toHaveLength(1);
});

test('a call waits for a file that is not there yet', async () => {
  const { connect, renew, server } = await start();
  const failed = Promise.withResolvers<GrantEvent>();
  const token = connect('pod', (event) => void (event.type === 'failed' && failed.resolve(event))).token();
  expect(await failed.promise).toMatchObject({ code: 'credential_unavailable' });
  await renew();
  await expect(token).resolves.toHaveProperty('accessToken');
  expect(server.tokenRequests).toHaveLength(1);
});

test('pods of one service account share a token, and a pod of another one does not get it', async () => {
  const { connect, renew, server } = await start();
  await renew(billing, 'pod-1');
  await renew(billing, 'pod-2');
  await renew('system:serviceaccount:shop:admin', 'stranger');
  const [first, second] = [await connect('pod-1').token(), await connect('pod-2').token()];
  expect(second.accessToken).toBe(first.accessToken);
  expect(server.tokenRequests).toHaveLength(1);
  await expect(connect('stranger').token()).rejects.toMatchObject({ code: 'invalid_client' });
});
