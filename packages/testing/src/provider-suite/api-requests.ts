import assert from 'node:assert/strict';
import type { Reply } from '../contract/reply.ts';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import { expectApiHeaders } from './expected-request.ts';
import { oddBodies } from './failures.ts';
import { credentialForms } from './leak-search.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { asGrantError, failureOf } from './outcomes.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

const path = 'suite/resource';
const missingScope: Reply = {
  status: 403,
  headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  body: { error: 'insufficient_scope' },
};
/** Paths that would leave the base URL of the API. */
const walking = ['../other', 'a/../../other', '%2e%2e/other', '..\\other', '..%2fother'];

/** The API gets the token, and nobody else does. */
export function apiTests(options: ProviderSuiteOptions): ProviderTests {
  const { apiToken = (token: string) => ({ authorization: `Bearer ${token}` }), rejection = {} } = options;
  if (apiToken === false) return {};

  function expectNothingSecret(stranger: AuthorizationServer, issuer: AuthorizationServer): void {
    const secrets = [...credentialForms(options), ...issuer.issued.map(({ accessToken }) => accessToken)];
    const sent = JSON.stringify(stranger.requests);
    assert.ok(!secrets.some((secret) => sent.includes(secret)), 'Another origin must not get a token or a credential.');
  }

  return {
    async 'shows the token to the API as declared'({ server, connect }) {
      const { status } = await connect().fetch(path);
      const [request] = server.apiRequests.filter(({ url }) => url.endsWith(path));
      assert.ok(request, `The API must get a request for a path that ends in ${path}.`);
      const accessToken = server.issued[0]?.accessToken ?? '';
      expectApiHeaders(request, apiToken(accessToken));
      assert.equal(status, 200, 'The fake server must accept the request. Check the dialect.');
      const secrets = [...credentialForms(options), accessToken];
      assert.ok(
        !secrets.some((secret) => request.url.includes(secret)),
        'The URL must not have a token or a credential.',
      );
    },

    async 'replaces a token that the API rejects, once'({ server, connect }) {
      const client = connect();
      await client.token();
      server.rejectIssuedTokens();
      if (rejection.badToken) server.answerApiNext(rejection.badToken);
      assert.equal((await client.fetch(path)).status, 200, 'The request must succeed with the next token.');
      assert.equal(server.tokenRequests.length, 2, 'The adapter must get another token.');
    },

    async 'returns the reply of an API that rejects every token'({ server, connect }) {
      const client = connect();
      await client.token();
      server.answerApiAlways(() => {
        server.rejectIssuedTokens();
        return rejection.badToken ?? { fate: 'grant' };
      });
      await client.fetch(path);
      assert.equal(server.tokenRequests.length, 2, 'The token must be replaced once.');
      const sent = server.apiRequests.filter(({ url }) => url.endsWith(path));
      assert.equal(sent.length, 2, 'The request must be sent exactly twice.');
    },

    'keeps its token when the token lacks a scope': (bed) => keepsToken(bed, rejection.missingScope ?? missingScope),

    ...Object.fromEntries(
      (rejection.others ?? []).map((reply, index) => [
        `keeps its token after reply ${index + 1} of \`rejection.others\``,
        (bed: SuiteBed) => keepsToken(bed, reply),
      ]),
    ),

    async 'returns every odd reply of the API as it is'({ server, connect }) {
      const client = connect();
      await client.token();
      for (const status of [400, 401, 403]) {
        for (const body of oddBodies) {
          server.answerApiAlways({ status, body });
          const reply = await client.fetch(path);
          assert.deepEqual([reply.status, await reply.text()], [status, body], 'The reply must be unchanged.');
        }
      }
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
        await client.fetch(path);
      }
      assert.ok(stranger.requests.length > 0, 'The adapter must follow the redirect of an API request.');
      expectNothingSecret(stranger, server);
    },

    async 'shows no token and no credential to another origin that the caller names'({ server, startServer, connect }) {
      const stranger = await startServer();
      // The adapter may refuse the URL, or send the request without anything secret.
      await connect()
        .fetch(`${stranger.url}/stolen`)
        .catch((error: unknown) => asGrantError(error));
      expectNothingSecret(stranger, server);
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

async function keepsToken({ server, connect }: SuiteBed, reply: Reply): Promise<void> {
  const client = connect();
  await client.token();
  server.answerApiAlways(reply);
  assert.equal((await client.fetch(path)).status, reply.status ?? 200, 'The caller must get the reply.');
  assert.equal(server.tokenRequests.length, 1, 'Another token does not help, so the adapter must not get one.');
}
