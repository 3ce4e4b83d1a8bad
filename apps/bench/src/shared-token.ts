import { clientSecretBasic, createProviderClient, type TokenCache } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { createClient } from 'redis';
import { compare, type Work } from './compare.ts';
import { findRedis } from './redis-server.ts';

/** Measures what a new process pays for a token that another one shared, compared with the round trip that it needs. */
export async function* sharedToken(): AsyncGenerator<string> {
  yield '`token()` of a new client whose token is in a Redis on loopback, compared with a plain GET of the same entry';
  await using server = await findRedis();
  if (server === undefined) {
    yield '  skipped: install redis-server or set GRANTKIT_REDIS_URL';
    return;
  }
  const redis = await createClient({ url: server.url })
    .on('error', () => {})
    .connect();
  const prefix = `grantkit-bench:${crypto.randomUUID()}:`;
  const shared = redisTokenCache({ client: redis, prefix });
  let entry = '';
  const cache: TokenCache = {
    ...shared,
    set: (key, value, options) => {
      entry = prefix + key;
      return shared.set(key, value, options);
    },
  };
  let requests = 0;
  const newClient = (tokenCache: TokenCache) =>
    createProviderClient(
      { name: 'bench', tokenEndpoint: 'https://auth.example.com/token', clientAuth: clientSecretBasic() },
      {
        clientId: 'client-id',
        clientSecret: 'client-secret',
        cache: tokenCache,
        fetch: async () => {
          requests += 1;
          return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3_600 });
        },
      },
    );

  const baseline: Work = async (count) => {
    for (let index = 0; index < count; index += 1) await redis.get(entry);
  };
  const subject: Work = async (count) => {
    for (let index = 0; index < count; index += 1) await newClient(shared).token();
  };
  try {
    await newClient(cache).token();
    yield await compare('token() of a new client', { baseline, subject }, { count: 200, rounds: 60 });
    if (requests !== 1)
      throw new Error(`${requests} tokens were requested instead of 1, so some were not found in Redis`);
  } finally {
    await redis.del(entry);
    redis.destroy();
  }
}
