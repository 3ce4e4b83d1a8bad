import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createPulsoid } from '../src/index.ts';
import { credentials, startPulsoid } from './start-pulsoid.ts';

// docs.pulsoid.net/access-token-management/validate-authorization-token
const validation = { client_id: 'c', expires_in: 625_608_812, profile_id: 'p', scopes: ['profile:create'] };

test('validate sends the token to the API and returns the reply', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerApiNext({ body: validation }, { body: { ...validation, profile_id: null } });
  expect(await pulsoid.validate()).toEqual({
    clientId: 'c',
    expiresIn: 625_608_812,
    profileId: 'p',
    scopes: ['profile:create'],
  });
  expect((await pulsoid.validate('another')).profileId).toBeUndefined();
  expect(server.apiRequests).toMatchObject([
    {
      method: 'GET',
      url: '/api/v1/token/validate',
      headers: { authorization: `Bearer ${server.issued[0]?.accessToken}` },
    },
    { headers: { authorization: 'Bearer another' } },
  ]);
});

test.each(['7005', 7006])('a token that Pulsoid rejects with %j at validation is invalidated', async (error_code) => {
  const { server, pulsoid } = await startPulsoid();
  server.answerApiNext({ status: 403, body: { error_code, error_message: 'token_not_found' } });
  await expect(pulsoid.validate()).rejects.toMatchObject({ code: 'invalid_token', status: 403 });
  await pulsoid.token();
  expect(server.issued).toHaveLength(2);
});

test.each([{ ...validation, scopes: 'profile:create' }, {}, [[]], 'text'])(
  'the validation reply %j is refused',
  async (body) => {
    const { server, pulsoid } = await startPulsoid();
    server.answerApiNext({ body });
    await expect(pulsoid.validate()).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('must be JSON with a string `client_id`'),
      hint: expect.stringContaining('`apiBaseUrl`'),
    });
  },
);

test('revoke sends only the token, without credentials, and then invalidates it', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerApiNext({ body: 'OK' });
  const { accessToken } = await pulsoid.token();
  await pulsoid.revoke();
  expect(server.apiRequests).toMatchObject([{ method: 'POST', url: '/oauth2/revoke', body: `token=${accessToken}` }]);
  expect(server.apiRequests[0]?.headers).not.toHaveProperty('authorization');
  expect((await pulsoid.token()).accessToken).not.toBe(accessToken);
});

test('validate and revoke of a scope take the token of that scope', async () => {
  const { server, pulsoid } = await startPulsoid({ scope: 'profile:create' });
  const main = await pulsoid.token();
  const reader = pulsoid.scoped('data:heart_rate:read');
  const { accessToken } = await reader.token();
  server.answerApiNext({ body: validation }, { body: 'OK' });
  await reader.validate();
  await reader.revoke();
  expect(server.apiRequests).toMatchObject([
    { url: '/api/v1/token/validate', headers: { authorization: `Bearer ${accessToken}` } },
    { url: '/oauth2/revoke', body: `token=${accessToken}` },
  ]);
  expect((await reader.token()).accessToken).not.toBe(accessToken);
  expect(await pulsoid.token()).toBe(main);
});

test('a token that Pulsoid rejects at the validation of one scope is invalidated in the scope that holds it', async () => {
  const { server, pulsoid } = await startPulsoid();
  const { accessToken } = await pulsoid.token();
  server.answerApiNext({ status: 403, body: { error_code: 7005, error_message: 'token_not_found' } });
  await expect(pulsoid.scoped('profile:create').validate(accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
  expect((await pulsoid.token()).accessToken).not.toBe(accessToken);
});

test('validate and revoke use the host of the API', async () => {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    urls.push(new Request(input, init).url);
    return Response.json(validation);
  };
  const pulsoid = createPulsoid({ ...credentials, fetch });
  await pulsoid.validate('token');
  await pulsoid.revoke('token');
  expect(urls).toEqual(['https://dev.pulsoid.net/api/v1/token/validate', 'https://dev.pulsoid.net/oauth2/revoke']);
});

test('a token with a line break is invalid_config: nothing is sent, and the error does not show the token', async () => {
  const { server, pulsoid } = await startPulsoid();
  const error: unknown = await pulsoid.validate('secret-token\r\nx-evil: 1').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'GrantError', code: 'invalid_config', provider: 'pulsoid' });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret-token');
  expect(server.requests).toHaveLength(0);
});
