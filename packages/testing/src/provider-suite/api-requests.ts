import assert from 'node:assert/strict';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import { bearerToken, expectApiHeaders } from './expected-request.ts';
import { credentialForms, expectNoCredential, expectNoToken } from './leak-search.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { asGrantError, failureOf } from './outcomes.ts';
import { type ProviderTests, resource, resourceRequests } from './suite-bed.ts';

/** Paths that would leave the base URL of the API. */
const walking = ['../other', 'a/../../other', '%2e%2e/other', '..\\other', '..%2fother'];

/** The API gets the token, and nobody else does. */
export function apiRequestTests(options: ProviderSuiteOptions): ProviderTests {
  const { apiToken = bearerToken } = options;
  if (apiToken === false) return {};

  function expectNothingSecret(where: string, sent: readonly RecordedRequest[], issuer: AuthorizationServer): void {
    expectNoCredential(where, sent, options);
    expectNoToken(where, sent, issuer);
  }

  return {
    async 'shows the token to the API as declared'({ server, connect }) {
      const { status } = await connect().fetch(resource);
      const [request] = resourceRequests(server);
      assert.ok(request, `The API must get a request for a path that ends in ${resource}.`);
      const accessToken = server.issued[0]?.accessToken ?? '';
      expectApiHeaders(request, apiToken(accessToken));
      assert.equal(status, 200, 'The fake server must accept the request. Check the dialect.');
      const secrets = [...credentialForms(options), accessToken];
      assert.ok(
        !secrets.some((secret) => request.url.includes(secret)),
        'The URL must not have a token or a credential.',
      );
    },

    async 'shows the token through `api` too'({ server, connect }) {
      await connect().api.get(resource);
      const [request] = resourceRequests(server);
      assert.ok(request, `\`api\` must send a request for a path that ends in ${resource}.`);
      expectApiHeaders(request, apiToken(server.issued[0]?.accessToken ?? ''));
    },

    async 'sends the request of the caller to the API as it is'({ server, connect }) {
      const headers = { 'x-suite': 'suite header', 'content-type': 'text/plain' };
      await connect().fetch(resource, { method: 'POST', headers, body: 'suite body' });
      const [request] = resourceRequests(server);
      assert.equal(request?.method, 'POST', 'The API must get the method of the caller.');
      assert.equal(request?.headers['x-suite'], headers['x-suite'], 'The API must get the headers of the caller.');
      assert.equal(request?.body, 'suite body', 'The API must get the body of the caller.');
    },

    async 'ends a request to the API when its `signal` is aborted'({ server, connect }) {
      const client = connect();
      await client.token();
      const abort = new AbortController();
      server.answerApiAlways(() => {
        abort.abort();
        return { status: 200 };
      });
      const call = client.fetch(resource, { signal: abort.signal });
      await assert.rejects(call, Error, 'The call must end with an error when its signal is aborted.');
    },

    async 'shows no token and no credential to another origin that the API redirects to'({
      server,
      startServer,
      connect,
    }) {
      const stranger = await startServer();
      for (const status of [301, 302, 303, 307, 308] as const) {
        const client = connect();
        await client.token();
        server.answerApiNext({ fate: 'redirect', status, location: `${stranger.url}/stolen` });
        await client.fetch(resource);
      }
      assert.ok(stranger.requests.length > 0, 'The adapter must follow the redirect of an API request.');
      expectNothingSecret('A request to another origin', stranger.requests, server);
    },

    async 'shows no token and no credential to another origin that the caller names'({ server, startServer, connect }) {
      const stranger = await startServer();
      // The adapter may refuse the URL, or send the request without anything secret.
      await connect()
        .fetch(`${stranger.url}/stolen`)
        .catch((error: unknown) => asGrantError(error));
      expectNothingSecret('A request to another origin', stranger.requests, server);
    },

    async 'shows no token and no credential above the base URL of the API'({ server, connect }) {
      const client = connect();
      await client.fetch(resource);
      // Nothing is above a base URL without a path.
      if (resourceRequests(server).some(({ url }) => url === `/${resource}`)) return;
      // The adapter may refuse the URL, or send the request without anything secret.
      await client.fetch(`${server.url}/above`).catch((error: unknown) => asGrantError(error));
      const sent = server.apiRequests.filter(({ url }) => url === '/above');
      expectNothingSecret('A request above the base URL', sent, server);
    },

    async 'refuses a path that leaves the base URL of the API'({ server, connect }) {
      const client = connect();
      await client.token();
      const before = server.apiRequests.length;
      for (const path of walking) assert.equal((await failureOf(client.fetch(path))).code, 'invalid_config', path);
      assert.equal(server.apiRequests.length, before, 'Nothing must be sent.');
    },
  };
}
