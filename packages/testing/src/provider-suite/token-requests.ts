import assert from 'node:assert/strict';
import { pathOf } from '../contract/recorded-request.ts';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import { expectDeclaredQuery, expectTokenRequest, parametersOf, undeclaredHeaders } from './expected-request.ts';
import { credentialForms, expectNoCredential } from './leak-search.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { type ProviderTests, usualScopes } from './suite-bed.ts';
import { suiteClients } from './suite-clients.ts';

/** The adapter sends the documented token request, and returns the token that the server grants. */
export function tokenRequestTests(options: ProviderSuiteOptions): ProviderTests {
  const { scopeSeparator = ' ', scopes = usualScopes, pointAt } = options;
  const { suiteClient } = suiteClients(options);

  const scopeTests: ProviderTests = {
    async 'asks for the scopes in the order they are given, as a list or a string'({ server, connect }) {
      await connect({ scope: scopes }).token();
      await connect({ scope: scopes.join(' ') }).token();
      for (const request of server.tokenRequests) {
        expectTokenRequest(request, options, suiteClient, { scope: scopes.join(scopeSeparator || ' ') });
      }
    },
    async 'returns the granted scope'({ connect }) {
      const { scope } = await connect({ scope: scopes }).token();
      assert.deepEqual(scope, scopes, '`scope` of the token must be what the server granted.');
    },
  };

  return {
    async 'sends the declared token request, and nothing else'({ server, connect }) {
      const call = connect().token();
      // The server may refuse a wrong request. The checks below say what is wrong with it, so they must run first.
      await call.catch(() => {});
      expectTokenEndpoint(server);
      expectTokenRequest(server.tokenRequests[0], options, suiteClient);
      await call;
      assert.equal(server.tokenRequests.length, 1, 'The adapter must send one token request.');
    },

    async 'puts no credential into a URL'({ server, connect }) {
      await connect().token();
      const forms = credentialForms(options);
      for (const request of server.requests) {
        assert.ok(!forms.some((form) => request.url.includes(form)), 'A URL must not have a credential.');
      }
      for (const request of server.tokenRequests) expectDeclaredQuery(request, options, pointAt(server));
    },

    async 'puts no credential into a header that it does not declare'({ server, connect }) {
      // The server may refuse a wrong request. This test looks at the request in either case.
      await connect()
        .token()
        .catch(() => {});
      for (const request of server.tokenRequests) {
        for (const [name, value] of undeclaredHeaders(request, options)) {
          expectNoCredential(`The header \`${name}\``, value, options);
        }
      }
    },

    async 'returns the token that the server granted'({ server, connect }) {
      const { accessToken, tokenType } = await connect().token();
      assert.equal(accessToken, server.issued.at(-1)?.accessToken, 'The token must be the one that was granted.');
      assert.equal(tokenType, 'Bearer', '`tokenType` must be Bearer.');
    },

    async 'sends the option `parameters`'({ server, connect }) {
      await connect({ parameters: { suite_parameter: 'a value' } }).token();
      const sent = server.tokenRequests.flatMap((request) => parametersOf(request, options));
      const values = sent.filter(([name]) => name === 'suite_parameter').map(([, value]) => value);
      assert.deepEqual(values, ['a value'], 'The token request must have the parameter once, unchanged.');
    },

    async 'sends each value of a list in the option `parameters`'({ server, connect }) {
      const list = ['a value', 'another value'];
      // RFC 6749 §3.2 forbids a repeated parameter, so many servers refuse it.
      await connect({ parameters: { suite_parameter: list } })
        .token()
        .catch(() => {});
      const sent = server.tokenRequests.flatMap((request) => parametersOf(request, options));
      const values = sent.filter(([name]) => name === 'suite_parameter').flatMap(([, value]) => value);
      assert.deepEqual(values, list, 'The token request must have the parameter once for each value.');
    },

    ...(scopeSeparator !== false && scopeTests),
  };
}

/** Fails if the dialect and the adapter have different paths for the token endpoint. */
function expectTokenEndpoint({ requests, tokenRequests, tokenEndpoint }: AuthorizationServer): void {
  const asked = [...new Set(requests.map(pathOf))].join(', ');
  assert.ok(
    requests.length === 0 || tokenRequests.length > 0,
    `The adapter has asked ${asked}, but the token endpoint of the dialect is ${new URL(tokenEndpoint).pathname}.`,
  );
}
