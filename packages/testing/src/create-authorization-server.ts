import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Answer, Reply } from './answer.ts';
import { createAnswerScript } from './answer-script.ts';
import type { AuthorizationServer, AuthorizationServerOptions } from './authorization-server.ts';
import { watchCount } from './count-watch.ts';
import { dialects } from './dialects/named-dialects.ts';
import { receiveRequest } from './receive-request.ts';
import { pathOf, type RecordedRequest } from './recorded-request.ts';
import { createRegistry } from './registry.ts';
import { type FinalAnswer, sendAnswer } from './send-answer.ts';
import { replyToTokenRequest } from './token-endpoint.ts';

/**
 * Starts an authorization server on 127.0.0.1, on a port that the system chooses. By itself it verifies credentials and
 * grants tokens as its dialect does; a test can script any other answer.
 *
 * @example
 * ```ts
 * import { createAuthorizationServer } from '@grantkit/testing';
 *
 * const server = await createAuthorizationServer({
 *   dialect: 'pulsoid',
 *   clients: [{ clientId: 'myClient', clientSecret: 'mySecret' }],
 * });
 * server.answerNext({ status: 503 }, { fate: 'hang' });
 * console.log(server.tokenEndpoint);
 * await server.close();
 * ```
 */
export async function createAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const { dialect: named = 'rfc6749', clients = [], apiKey, realms = ['/', '/alpha'] } = options;
  const dialect = typeof named === 'string' ? dialects[named] : named;
  if (dialect === undefined) throw new TypeError(`No such dialect; there are ${Object.keys(dialects).join(', ')}`);
  const { tokenPath = dialect.tokenPath, lifetime = dialect.lifetime } = options;
  // Looked up at each call, so that a test runner's fake Date is seen.
  const { now = () => Date.now() } = options;
  const registry = createRegistry({ clients, lifetime, now, apiKey, realms });

  const requests: RecordedRequest[] = [];
  const tokenRequests: RecordedRequest[] = [];
  const apiRequests: RecordedRequest[] = [];
  const tokenRequestCount = watchCount(() => tokenRequests.length);
  const tokenScript = createAnswerScript();
  const apiScript = createAnswerScript();

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receiveRequest(incoming);
    const path = pathOf(request);
    const isToken = path === tokenPath || dialect.isTokenPath?.(path) === true;
    const answer = (isToken ? tokenScript : apiScript).take();
    requests.push(request);
    (isToken ? tokenRequests : apiRequests).push(request);
    tokenRequestCount.changed();

    const byItself = (members?: Readonly<Record<string, unknown>>): Reply =>
      isToken
        ? replyToTokenRequest(request, dialect, registry, members)
        : (dialect.replyBeside?.(request, registry) ??
          dialect.verifyApiRequest(request, registry) ?? { body: { ok: true, path: request.url } });
    sendAnswer(await settle(answer, request, byItself), response);
  }

  const server = createServer((incoming, response) => {
    // Either the client went away, or the test's own answer failed: that must show in what the client gets.
    handle(incoming, response).catch((error: unknown) => {
      const body = { error: 'server_error', error_description: `The scripted answer failed: ${error}` };
      sendAnswer({ status: 500, body }, response);
    });
  });
  // An idle connection closed by the server would race with the next request on it.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const url = `http://127.0.0.1:${address.port}`;

  let closed: Promise<unknown> | undefined;
  async function close(): Promise<void> {
    if (closed === undefined) {
      closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
    }
    await closed;
  }

  return {
    url,
    tokenEndpoint: url + tokenPath,
    requests,
    tokenRequests,
    apiRequests,
    issued: registry.issued,
    async waitForRequest(n) {
      await tokenRequestCount.atLeast(n);
      const request = tokenRequests[n - 1];
      if (request === undefined) throw new Error(`There is no token request number ${n}`);
      return request;
    },
    answerNext: tokenScript.next,
    answerAlways: tokenScript.always,
    answerApiNext: apiScript.next,
    answerApiAlways: apiScript.always,
    setClientSecret: registry.setClientSecret,
    setLifetime: registry.setLifetime,
    rejectIssuedTokens: registry.rejectIssuedTokens,
    reset() {
      for (const recorded of [requests, tokenRequests, apiRequests]) recorded.length = 0;
      tokenScript.reset();
      apiScript.reset();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function settle(
  answer: Answer,
  request: RecordedRequest,
  byItself: (members?: Readonly<Record<string, unknown>>) => Reply,
): Promise<FinalAnswer> {
  if (typeof answer === 'function') return settle(await answer(request), request, byItself);
  await answer.release;
  return answer.fate === 'grant' ? byItself(answer.token) : answer;
}
