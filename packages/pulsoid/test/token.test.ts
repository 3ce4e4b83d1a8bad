import { expect, test } from 'vitest';
import { createPulsoid } from '../src/index.ts';
import { credentials, startPulsoid } from './start-pulsoid.ts';

test("the request and the reply are those of Pulsoid's own example", async () => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    // docs.pulsoid.net/access-token-management/oauth2-client-credentials-grant-type-server-token
    return new Response(
      '{"access_token":"4edb0b67-79f9-49ef-ab8f-afb05f24c4d1","expires_in":5011271,"token_type":"bearer"}',
    );
  };
  const pulsoid = createPulsoid({ ...credentials, scope: ['profile:create'], fetch });
  const token = await pulsoid.token();

  expect(token).toMatchObject({
    accessToken: '4edb0b67-79f9-49ef-ab8f-afb05f24c4d1',
    tokenType: 'Bearer',
    scope: ['profile:create'],
  });
  expect(token.expiresAt - token.issuedAt).toBe(5_011_271_000);
  const [request] = sent;
  expect([request?.method, request?.url]).toEqual(['POST', 'https://pulsoid.net/oauth2/token']);
  expect(request?.headers.get('authorization')).toBe(
    'Basic YzA0MDNhZjYtOTk4YS00YjIyLWIwOGItY2M3MzI5YmJkYzAzOmIyNzI5Y2IyLWEzNGEtNDY0MS1hYTkyLWI2NmIyZDI3ZWFiZA==',
  );
  // The scope of the example, `profile:create`. Form encoding changes the colon.
  expect(await request?.text()).toBe('grant_type=client_credentials&scope=profile%3Acreate');
});

test('two scopes can be separated by a comma', async () => {
  const { server, pulsoid } = await startPulsoid({ scope: 'profile:create data:heart_rate:read', scopeSeparator: ',' });
  await pulsoid.token();
  expect(server.tokenRequests).toMatchObject([
    { body: 'grant_type=client_credentials&scope=profile%3Acreate%2Cdata%3Aheart_rate%3Aread' },
  ]);
});

test('clients of other hosts and with another separator keep their own, in any order', async () => {
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(`${request.url} ${new URLSearchParams(await request.text()).get('scope')}`);
    return new Response('{"access_token":"token","expires_in":3600,"token_type":"bearer"}');
  };
  const common = { ...credentials, scope: ['a', 'b'], fetch };
  const clients = [
    createPulsoid(common),
    createPulsoid({ ...common, scopeSeparator: ',' }),
    createPulsoid({ ...common, tokenEndpoint: 'https://pulsoid.example/token', scopeSeparator: ',' }),
    createPulsoid(common),
  ];
  for (const client of clients) await client.token();
  expect(sent).toEqual([
    'https://pulsoid.net/oauth2/token a b',
    'https://pulsoid.net/oauth2/token a,b',
    'https://pulsoid.example/token a,b',
    'https://pulsoid.net/oauth2/token a b',
  ]);
});

test('a token of 58 days needs no timer', async () => {
  const { clock, pulsoid } = await startPulsoid();
  await pulsoid.token();
  expect(clock.pendingTimers).toEqual([]);
});

test('the error shows a code and a message in the format of the API', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({
    status: 403,
    body: { error_code: 7010, error_message: 'error_authorization_header_has_wrong_format' },
  });
  await expect(pulsoid.token()).rejects.toMatchObject({
    error: '7010',
    description: 'error_authorization_header_has_wrong_format',
  });
});

test.each([
  ['an `error`', { error: 'invalid_client', error_description: 'bad client', error_code: 7001 }, 'bad client'],
  ['only its own code', { error_code: 7009, error_description: 'grant_type is missing' }, 'grant_type is missing'],
])('of an error reply with %s the description stays', async (_, body, description) => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({ status: 400, body });
  await expect(pulsoid.token()).rejects.toMatchObject({ description });
});

test('a token beside a code is a token', async () => {
  const { server, pulsoid } = await startPulsoid();
  server.answerNext({ body: { access_token: 'token', token_type: 'bearer', expires_in: 60, error_code: 0 } });
  await expect(pulsoid.token()).resolves.toMatchObject({ accessToken: 'token' });
});
