import { createSmokeball } from '@grantkit/smokeball';
import { createAuthorizationServer } from '@grantkit/testing';

test('gets a token', async () => {
  const clients = [{ clientId: 'id', clientSecret: 'secret' }];
  const server = await createAuthorizationServer({ dialect: 'smokeball', clients });
  const smokeball = createSmokeball({
    region: 'au',
    clientId: 'id',
    clientSecret: 'secret',
    apiKey: 'key',
    authBaseUrl: server.url,
    apiBaseUrl: server.url,
  });
  expect((await smokeball.fetch('matters')).status).toBe(200);
  await server.close();
});
