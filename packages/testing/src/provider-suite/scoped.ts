import assert from 'node:assert/strict';
import { bearerToken, expectApiHeaders, parametersOf } from './expected-request.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { type ProviderTests, resource, resourceRequests, usualScopes } from './suite-bed.ts';

/** `scoped` gives the same client for another scope. */
export function scopedTests(options: ProviderSuiteOptions): ProviderTests {
  const { scopeSeparator = ' ', scopes = usualScopes, apiToken = bearerToken } = options;
  if (scopeSeparator === false) return {};

  const apiTests: ProviderTests = {
    async 'shows the token of another scope to the API'({ server, connect }) {
      const client = connect({ scope: scopes[0] });
      await client.token();
      const scoped = client.scoped(scopes[1]);
      const { accessToken } = await scoped.token();
      await scoped.fetch(resource);
      const [request] = resourceRequests(server);
      assert.ok(request, 'The client of `scoped` must send its requests to the API.');
      if (apiToken !== false) expectApiHeaders(request, apiToken(accessToken));
    },
  };

  return {
    async 'asks for the scopes that `scoped` names'({ server, connect }) {
      const client = connect();
      for (const scope of scopes) await client.scoped(scope).token();
      const sent = server.tokenRequests.flatMap((request) => parametersOf(request, options));
      const asked = sent.filter(([name]) => name === 'scope').map(([, value]) => value);
      assert.deepEqual(asked, scopes, 'Each client of `scoped` must send a token request with its own scope.');
    },

    async 'tells the option `onEvent` about the token of another scope'({ connect }) {
      const events: unknown[] = [];
      await connect({ onEvent: (event) => events.push(event) })
        .scoped(scopes[1])
        .token();
      assert.ok(events.length > 0, 'The client of `scoped` must have the listener of the main client.');
    },

    ...(apiToken !== false && apiTests),
  };
}
