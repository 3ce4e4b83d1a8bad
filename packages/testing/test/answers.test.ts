import type { AnswerFunction } from '@grantkit/testing';
import { expect, test } from 'vitest';
import { basic, postForm, read, startServer, summary, tokenForm } from './requests.ts';

const clients = [{ clientId: 'myClient', clientSecret: 'mySecret', scope: ['write'] }];
const authorization = basic('myClient', 'mySecret');

test('uses queued answers once each, then the standing answer, then grants again', async () => {
  const server = await startServer({ clients });
  const ask = () => summary(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  server.answerAlways({ status: 500, body: '0' });
  server.answerNext({ status: 503, body: '1' }, { status: 429, body: '2' });
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
    { status: 503, body: 1 },
    { status: 429, body: 2 },
    { status: 500, body: 0 },
    { status: 500, body: 0 },
  ]);
  server.answerAlways(undefined);
  expect((await ask()).status).toBe(200);
});

test('sends an object as JSON, and text and bytes unchanged', async () => {
  const server = await startServer();
  server.answerNext(
    { body: { a: 1 } },
    { body: { a: 1 }, headers: { 'Content-Type': 'application/problem+json' } },
    { body: '<html>', headers: { 'content-type': 'text/html' } },
    { body: new Uint8Array([0xff, 0x00]) },
    {},
  );
  const seen: unknown[] = [];
  for (let count = 0; count < 5; count++) {
    const response = await postForm(server.tokenEndpoint, tokenForm);
    seen.push([response.headers.get('content-type'), Buffer.from(await response.arrayBuffer()).toString('latin1')]);
  }
  expect(seen).toEqual([
    ['application/json', '{"a":1}'],
    ['application/problem+json', '{"a":1}'],
    ['text/html', '<html>'],
    [null, '\u00ff\u0000'],
    [null, ''],
  ]);
});

test('sends a header several times if it has several values', async () => {
  const server = await startServer();
  server.answerNext({ headers: { 'set-cookie': ['a=1', 'b=2'] } });
  expect((await postForm(server.tokenEndpoint, tokenForm)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('replaces and removes members of the token reply, and accepts the chosen token at the API', async () => {
  const server = await startServer({ clients });
  server.answerNext({ fate: 'grant', token: { access_token: 'chosen', expires_in: '60', scope: undefined } });
  const { body } = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect(body).toEqual({ access_token: 'chosen', token_type: 'Bearer', expires_in: '60' });
  expect(server.issued).toMatchObject([
    { accessToken: 'chosen', clientId: 'myClient', scope: ['write'], lifetime: 3600 },
  ]);
  expect((await fetch(server.url, { headers: { authorization: 'Bearer chosen' } })).status).toBe(200);
});

test('verifies the credentials before it grants a scripted token', async () => {
  const server = await startServer({ clients });
  server.answerNext({ fate: 'grant', token: { expires_in: 1 } });
  const response = postForm(server.tokenEndpoint, tokenForm, { authorization: basic('myClient', 'no') });
  expect(await summary(response)).toEqual({ status: 401, body: { error: 'invalid_client' } });
  expect(server.issued).toEqual([]);
});

test('sends a redirect', async () => {
  const server = await startServer();
  server.answerNext({ fate: 'redirect', status: 307, location: 'https://elsewhere.example/token' });
  const response = await postForm(server.tokenEndpoint, tokenForm);
  expect(response.status).toBe(307);
  expect(response.headers.get('location')).toBe('https://elsewhere.example/token');
});

test('resets the connection before the first byte', async () => {
  const server = await startServer();
  server.answerNext({ fate: 'reset' });
  const failure = await postForm(server.tokenEndpoint, tokenForm).catch((error: Error) => error.cause);
  expect(failure).toMatchObject({ code: 'ECONNRESET' });
  expect(server.tokenRequests).toHaveLength(1);
});

test('sends nothing until the client aborts', async () => {
  const server = await startServer();
  server.answerNext({ fate: 'hang' });
  const controller = new AbortController();
  const failure = postForm(server.tokenEndpoint, tokenForm, { signal: controller.signal }).catch(
    (error: Error) => error.name,
  );
  await server.waitForRequest(1);
  controller.abort();
  expect(await failure).toBe('AbortError');
});

test('sends half of a body and then nothing more', async () => {
  const server = await startServer();
  server.answerNext({ fate: 'hang-body', status: 201, body: '0123456789' });
  const controller = new AbortController();
  const response = await postForm(server.tokenEndpoint, tokenForm, { signal: controller.signal });
  expect([response.status, response.headers.get('content-length')]).toEqual([201, '10']);
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('01234');
  const rest = reader?.read().catch((error: Error) => error.name);
  controller.abort();
  expect(await rest).toBe('AbortError');
});

test('closes the connection before it has sent the declared length', async () => {
  const server = await startServer();
  server.answerNext({ fate: 'truncate' });
  const response = await postForm(server.tokenEndpoint, tokenForm);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  await expect(response.text()).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
});

test('delays an answer until the test releases it', async () => {
  const server = await startServer({ clients });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.answerNext({ fate: 'grant', release: held });
  const seen: string[] = [];
  const first = postForm(server.tokenEndpoint, tokenForm, { authorization }).then(({ status }) =>
    seen.push(`first ${status}`),
  );
  await server.waitForRequest(1);
  // The second request gets its answer first. This proves that the server delays the first and is not only slow.
  await postForm(server.tokenEndpoint, tokenForm, { authorization }).then(({ status }) =>
    seen.push(`second ${status}`),
  );
  release();
  await first;
  expect(seen).toEqual(['second 200', 'first 200']);
});

test('asks a function for the answer, which may have a fate', async () => {
  const server = await startServer({ clients });
  const echo: AnswerFunction = ({ headers, body }) => ({
    status: 400,
    headers: { 'x-echo': headers['authorization'] ?? '' },
    body: { error: 'invalid_request', error_description: `${headers['authorization']} ${body}` },
  });
  server.answerNext(echo, async () => ({ fate: 'grant', token: { expires_in: 7 } }));
  const echoed = await read(postForm(server.tokenEndpoint, tokenForm, { authorization }));
  expect(echoed.headers.get('x-echo')).toBe(authorization);
  expect(echoed.body.error_description).toBe(`${authorization} grant_type=client_credentials`);
  expect((await read(postForm(server.tokenEndpoint, tokenForm, { authorization }))).body.expires_in).toBe(7);
});

test('answers 500 when the answer function throws', async () => {
  const server = await startServer();
  server.answerNext(() => {
    throw new Error('expected a scope');
  });
  expect(await summary(postForm(server.tokenEndpoint, tokenForm))).toEqual({
    status: 500,
    body: { error: 'server_error', error_description: 'The scripted answer failed: Error: expected a scope' },
  });
});
