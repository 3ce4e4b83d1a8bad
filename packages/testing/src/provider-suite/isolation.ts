import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { recordingCache } from './recording-cache.ts';
import { type ProviderTests, usualScopes } from './suite-bed.ts';
import { suiteClients } from './suite-clients.ts';
import type { TestedTokenSource } from './tested-client.ts';

/** Clients share a token only over a shared cache, and only if they are the same client. */
export function isolationTests(options: ProviderSuiteOptions): ProviderTests {
  const { scopeSeparator = ' ', scopes = usualScopes, usesClientSecret = true } = options;
  const { otherSecret, otherClient } = suiteClients(options);
  const scopeTests: ProviderTests = {
    async 'shares no token between two scopes'({ connect }) {
      const cache = recordingCache();
      const client = connect({ cache, scope: scopes[0] });
      await expectDifferentTokens(client, client.scoped(scopes), connect({ cache, scope: scopes[1] }));
    },
  };
  const secretTests: ProviderTests = {
    async 'shares no token between two secrets'({ connect }) {
      const cache = recordingCache();
      await expectDifferentTokens(connect({ cache }), connect({ cache, clientSecret: otherSecret }));
    },
  };

  return {
    async 'shares a token between two clients with the same options'({ server, connect }) {
      const cache = recordingCache();
      const [first, second] = [await connect({ cache }).token(), await connect({ cache }).token()];
      assert.equal(first.accessToken, second.accessToken, 'The second client must take the token from the cache.');
      assert.equal(server.tokenRequests.length, 1, 'The second client must not send a token request.');
    },

    async 'shares no token between two clients without a cache'({ connect }) {
      await expectDifferentTokens(connect(), connect());
    },

    async 'shares no token between two clients of one server'({ connect }) {
      const cache = recordingCache();
      await expectDifferentTokens(connect({ cache }), connect({ cache, ...otherClient }));
    },

    // Two tenants, regions or environments are two servers.
    async 'shares no token between two servers'({ startServer, connect }) {
      const cache = recordingCache();
      await expectDifferentTokens(connect({ cache }), connect({ cache }, await startServer()));
    },

    async 'shares no token between different `parameters`'({ connect }) {
      const cache = recordingCache();
      await expectDifferentTokens(connect({ cache }), connect({ cache, parameters: { suite_audience: 'another' } }));
    },

    ...(scopeSeparator !== false && scopeTests),
    ...(usesClientSecret && secretTests),
  };
}

async function expectDifferentTokens(...sources: readonly TestedTokenSource[]): Promise<void> {
  const texts = new Set<string>();
  for (const source of sources) texts.add((await source.token()).accessToken);
  assert.equal(texts.size, sources.length, 'Each client must have a token of its own.');
}
