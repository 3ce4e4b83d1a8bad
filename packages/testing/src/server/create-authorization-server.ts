import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { watchCount } from '../clock/count-watch.ts';
import { pathOf, type RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { dialects } from '../dialects/named-dialects.ts';
import type { Answer } from './answer.ts';
import { createAnswerScript } from './answer-script.ts';
import type { AuthorizationServer, AuthorizationServerOptions } from './authorization-server.ts';
import { receiveRequest } from './receive-request.ts';
import { createRegistry } from './registry.ts';
import { type FinalAnswer, sendAnswer } from './send-answer.ts';
import { replyToTokenRequest } from './token-endpoint.ts';

/**
 * Starts a fake authorization server on 127.0.0.1, on a free port.
 *
 * The server verifies credentials and grants tokens as its dialect does. A test can script any other answer.
 *
 * @throws TypeError if the name of the dialect is unknown.
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
  if (dialect === undefined) {
    const names = Object.keys(dialects).join(', ');
    throw new TypeError(`The dialect "${named}" is unknown. Use one of ${names}, or pass a Dialect of your own.`);
  }
  const { tokenPath = dialect.tokenPath, lifetime = dialect.lifetime } = options;
  // `Date` is looked up at each call. Otherwise the server would not follow the fake `Date` of a test runner.
  const { now = () => Date.now() } = options;
  const server = createServer();
  // The server never closes an idle connection. Otherwise the next request on it could fail now and then.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server must listen on a TCP port.');
  const url = `http://127.0.0.1:${address.port}`;
  const registry = createRegistry({ clients, lifetime, now, apiKey, realms, url });

  const requests: RecordedRequest[] = [];
  const tokenRequests: RecordedRequest[] = [];
  const apiRequests: RecordedRequest[] = [];
  const tokenRequestCount = watchCount(() => tokenRequests.length);
  const tokenScript = createAnswerScript();
  const apiScript = createAnswerScript();

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receiveRequest(incoming);
    requests.push(request);
    const metadata = dialect.replyAtMetadata?.(request, registry);
    if (metadata !== undefined) return sendAnswer(metadata, response, now());

    const path = pathOf(request);
    const isToken = path === tokenPath || dialect.isTokenPath?.(path) === true;
    const answer = (isToken ? tokenScript : apiScript).take();
    (isToken ? tokenRequests : apiRequests).push(request);
    tokenRequestCount.changed();

    const replyByDialect = (members?: Readonly<Record<string, unknown>>): Reply =>
      isToken
        ? replyToTokenRequest(request, dialect, registry, members)
        : (dialect.replyAtProviderEndpoint?.(request, registry) ??
          dialect.verifyApiRequest(request, registry) ?? { body: { ok: true, path: request.url } });
    sendAnswer(await settle(answer, request, replyByDialect), response, now());
  }

  server.on('request', (incoming, response) => {
    // If the scripted answer fails, the client must get a reply. Otherwise the test would wait for ever. If the client has
    // closed the connection, `sendAnswer` does nothing.
    handle(incoming, response).catch((error: unknown) => {
      const body = { error: 'server_error', error_description: `The scripted answer failed: ${error}` };
      sendAnswer({ status: 500, body }, response, now());
    });
  });

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
      if (request === undefined) {
        throw new Error(`Token request ${n} does not exist. Count from 1, and do not call reset() while waiting.`);
      }
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

/** Calls the test's function, waits for `release` and grants, until there is an answer to send. */
async function settle(
  answer: Answer,
  request: RecordedRequest,
  replyByDialect: (members?: Readonly<Record<string, unknown>>) => Reply,
): Promise<FinalAnswer> {
  if (typeof answer === 'function') return settle(await answer(request), request, replyByDialect);
  await answer.release;
  return answer.fate === 'grant' ? replyByDialect(answer.token) : answer;
}
