import { expect, test } from 'vitest';
import { startPingAm } from './start-pingam.ts';

const secrets = ['plain', 'a+b', 'a%41b', 'a%zz', 'a b', 'a:b', 'a=&b', '100%', 's=cr%t +:/?'];

test.each(secrets)('PingAM decodes Basic, so it accepts the secret %j form-encoded', async (clientSecret) => {
  const { pingam } = await startPingAm({ clientSecret }, client(clientSecret));
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each(secrets)('OpenAM does not decode Basic, so it accepts the secret %j raw', async (clientSecret) => {
  const { pingam } = await startPingAm(
    { clientSecret, basicEncoding: 'raw' },
    { ...client(clientSecret), dialect: 'openam' },
  );
  await expect(pingam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each(['pingam8', 'openam'] as const)('%s accepts any secret in the body', async (dialect) => {
  const clientSecret = 's=cr%t +:é';
  const options = { clientSecret, clientAuth: 'client_secret_post' } as const;
  const { server, pingam } = await startPingAm(options, { ...client(clientSecret), dialect });
  await pingam.token();
  expect(server.tokenRequests[0]?.headers).not.toHaveProperty('authorization');
});

test.each([
  ['a%zz', 'invalid_request', "Leave `basicEncoding` at `'form'`"],
  ['100%', 'invalid_request', "Leave `basicEncoding` at `'form'`"],
  ['a+b', 'invalid_client', 'the realm `/alpha`'],
  ['a%41b', 'invalid_client', 'the realm `/alpha`'],
])('PingAM refuses the raw secret %j with %s and a hint', async (clientSecret, code, hint) => {
  const { server, pingam } = await startPingAm({ clientSecret, basicEncoding: 'raw' }, client(clientSecret));
  await expect(pingam.token()).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  expect(server.tokenRequests).toHaveLength(1);
});

test.each(['a+b', 'a%41b', 's=cr%t +:/?'])('OpenAM refuses the form-encoded secret %j, with a hint', async (secret) => {
  const { server, pingam } = await startPingAm({ clientSecret: secret }, { ...client(secret), dialect: 'openam' });
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'invalid_client',
    hint: expect.stringContaining("need `basicEncoding: 'raw'`"),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

function client(clientSecret: string) {
  return { clients: [{ clientId: 'myClient', clientSecret }] };
}
