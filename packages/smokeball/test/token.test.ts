import { expect, test } from 'vitest';
import { createSmokeball } from '../src/index.ts';
import { required, startSmokeball } from './start-smokeball.ts';

test.each([
  // docs.smokeball.com/docs/api-docs/h72024p76i8e1-client-credentials-grant
  ['Smokeball', 'client_id', 'client_secret', 'Basic Y2xpZW50X2lkOmNsaWVudF9zZWNyZXQ='],
  // docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
  [
    'Cognito',
    'djc98u3jiedmi283eu928',
    'abcdef01234567890',
    'Basic ZGpjOTh1M2ppZWRtaTI4M2V1OTI4OmFiY2RlZjAxMjM0NTY3ODkw',
  ],
])('the request is the one that %s documents', async (_, clientId, clientSecret, authorization) => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    return new Response('{"access_token":"dmcxd329ujdmkemkd349r...","expires_in":3600,"token_type":"Bearer"}');
  };
  const token = await createSmokeball({ ...required, clientId, clientSecret, fetch }).token();

  expect(token).toMatchObject({ accessToken: 'dmcxd329ujdmkemkd349r...', tokenType: 'Bearer', scope: undefined });
  expect(token.expiresAt - token.issuedAt).toBe(3_600_000);
  const [request] = sent;
  expect([request?.method, request?.url]).toEqual(['POST', 'https://auth.smokeball.com/oauth2/token']);
  expect(request?.headers.get('authorization')).toBe(authorization);
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  expect(await request?.text()).toBe(`grant_type=client_credentials&client_id=${clientId}`);
});

test.each([
  ['message', { message: 'Forbidden' }],
  ['Message', { Message: 'Forbidden' }],
  ['problem details (RFC 9457)', { type: 'about:blank', title: 'No', status: 403, detail: 'Forbidden', errors: [{}] }],
])('the error shows what the server says in %s', async (_, body) => {
  const { server, smokeball } = await startSmokeball();
  server.answerNext({ status: 403, body });
  await expect(smokeball.token()).rejects.toMatchObject({ description: 'Forbidden' });
});
