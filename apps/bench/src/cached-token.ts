import { type AccessToken, clientSecretBasic, createProviderClient, type ProviderClient } from '@grantkit/core';
import { compare, type Work } from './compare.ts';

/** Measures what a token in memory costs, compared with the smallest cache that one could write by hand. */
export async function* cachedToken(): AsyncGenerator<string> {
  const quiet = createClient();
  const listened = createClient(() => {});
  const byHand = mapOf(await quiet.token());
  await listened.token();

  const options = { count: 200_000, rounds: 40 };
  const baseline: Work = async (count) => {
    for (let index = 0; index < count; index += 1) await byHand('key');
  };
  yield '`await token()` of a token in memory, compared with a Map lookup, Date.now() and `await` of a settled promise';
  yield await compare('token()', { baseline, subject: repeat(quiet) }, options);
  yield await compare('token(), with an onEvent listener', { baseline, subject: repeat(listened) }, options);
}

function repeat(client: ProviderClient): Work {
  return async (count) => {
    for (let index = 0; index < count; index += 1) await client.token();
  };
}

function mapOf(token: AccessToken): (key: string) => Promise<AccessToken> | undefined {
  const entries = new Map([['key', { settled: Promise.resolve(token), expiresAt: token.expiresAt }]]);
  return (key) => {
    const entry = entries.get(key);
    return entry !== undefined && Date.now() < entry.expiresAt ? entry.settled : undefined;
  };
}

function createClient(onEvent?: () => void): ProviderClient {
  return createProviderClient(
    { name: 'bench', tokenEndpoint: 'https://auth.example.com/token', clientAuth: clientSecretBasic() },
    {
      clientId: 'client-id',
      clientSecret: 'client-secret',
      onEvent,
      fetch: async () => Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 86_400 }),
    },
  );
}
