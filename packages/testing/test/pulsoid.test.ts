import { createFakeClock } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { basic, callApi, postForm, read, startServer, summary, tokenForm } from './requests.ts';

const clients = [{ clientId: 'myClient', clientSecret: 'a+b%41', scope: ['profile:create', 'profile:read'] }];
const authorization = basic('myClient', 'a+b%41');
const options = { dialect: 'pulsoid', clients } as const;

test('accepts raw Basic and grants a UUID in a reply of three members', async () => {
  const { tokenEndpoint, url } = await startServer(options);
  expect(tokenEndpoint).toBe(`${url}/oauth2/token`);
  const { status, body } = await read(
    postForm(tokenEndpoint, { ...tokenForm, scope: 'profile:create' }, { authorization }),
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    expires_in: 5011271,
    token_type: 'bearer',
  });
});

test('accepts scopes separated by a space or a comma', async () => {
  const { tokenEndpoint } = await startServer(options);
  for (const scope of ['profile:create profile:read', 'profile:create,profile:read']) {
    expect((await postForm(tokenEndpoint, { ...tokenForm, scope }, { authorization })).status).toBe(200);
  }
  const unknown = postForm(tokenEndpoint, { ...tokenForm, scope: 'x' }, { authorization });
  expect(await summary(unknown)).toEqual({ status: 400, body: { error: 'invalid_scope' } });
});

test.each([
  ['form-encoded Basic', basic('myClient', 'a%2Bb%2541'), {}, 401, 'invalid_client'],
  ['a wrong secret', basic('myClient', 'no'), {}, 401, 'invalid_client'],
  ['credentials in the body', '', { client_id: 'myClient', client_secret: 'a+b%41' }, 401, 'invalid_client'],
  ['Basic together with a client_id', authorization, { client_id: 'myClient' }, 400, 'invalid_request'],
  ['Basic together with a client_secret', authorization, { client_secret: 'a+b%41' }, 400, 'invalid_request'],
  ['another grant type', authorization, { grant_type: 'password' }, 400, 'unsupported_grant_type'],
])('refuses %s', async (_, header, parameters, status, error) => {
  const { tokenEndpoint } = await startServer(options);
  const response = postForm(tokenEndpoint, { ...tokenForm, ...parameters }, { authorization: header });
  expect(await summary(response)).toEqual({ status, body: { error } });
});

test('refuses API requests with the codes of Pulsoid', async () => {
  const clock = createFakeClock();
  const server = await startServer({ ...options, now: clock.now });
  const { body: token } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  const validate = `${server.url}/api/v1/token/validate`;
  const errorReply = (error_code: string, error_message: string) => ({
    status: 403,
    body: { error_code, error_message },
  });

  expect((await callApi(validate, token.access_token)).status).toBe(200);
  expect(await summary(callApi(validate))).toEqual(errorReply('7009', 'error_authorization_header_is_not_present'));
  expect(await summary(callApi(validate, undefined, { authorization: token.access_token }))).toEqual(
    errorReply('7010', 'error_authorization_header_has_wrong_format'),
  );
  expect(await summary(callApi(validate, 'unknown'))).toEqual(errorReply('7005', 'token_not_found'));
  clock.advance(5_011_271_000);
  expect(await summary(callApi(validate, token.access_token))).toEqual(errorReply('7006', 'token_expired'));
  server.rejectIssuedTokens();
  expect(await summary(callApi(validate, token.access_token))).toEqual(errorReply('7005', 'token_not_found'));
});
