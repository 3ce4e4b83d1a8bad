import { expect, test } from 'vitest';
import { basic, postForm, startServer, summary, tokenForm } from './requests.ts';

const clients = [{ clientId: 'myClient', clientSecret: 's=cr%t+:é' }];

test('accepts raw Basic in ISO-8859-1, split at the first colon', async () => {
  const { tokenEndpoint, url } = await startServer({ dialect: 'openam', clients });
  expect(tokenEndpoint).toBe(`${url}/openam/oauth2/realms/root/realms/alpha/access_token`);
  const authorization = basic('myClient', 's=cr%t+:é', 'latin1');
  expect((await postForm(tokenEndpoint, tokenForm, { authorization })).status).toBe(200);
});

test.each([
  ['form-encoded Basic', basic('myClient', 's%3Dcr%25t%2B%3A%C3%A9')],
  ['Basic in UTF-8', basic('myClient', 's=cr%t+:é')],
])('refuses %s', async (_, authorization) => {
  const { tokenEndpoint } = await startServer({ dialect: 'openam', clients });
  expect(await summary(postForm(tokenEndpoint, tokenForm, { authorization }))).toEqual({
    status: 401,
    body: { error: 'invalid_client', error_description: 'Client authentication failed' },
  });
});
