import { expect, test } from 'vitest';
import { startPingAm } from './start-pingam.ts';

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
