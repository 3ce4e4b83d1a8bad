import { clientSecretBasic, createProviderClient, type TokenCache } from '@grantkit/core';
import { redisTokenCache } from '@grantkit/redis';
import { createClient } from 'redis';
import { compare } from '../measure/compare.ts';
import { repeat } from '../measure/repeat.ts';
import { answerAtOnce } from '../server/no-network.ts';
import { findRedis } from '../server/redis-server.ts';
import { figureIn, type Work } from './work.ts';

const [otherCredentials, sameCredentials] = ['Grantkit, other credentials each time', 'Grantkit, the same credentials'];

export const sharedToken: Work = {
  title: 'A token in Redis',
  text: '`token()` of a new client whose token is in a Redis on loopback, against a bare `GET` of such an entry. One row uses credentials that the process has not used yet, the other row the same credentials again. The peers have no cache that processes share, or leave it to a plugin that the user writes.',
  whyBehind: '',
  async run({ quick }) {
    await using server = await findRedis();
    if (server === undefined)
      return {
        columns: ['ratio', 'time'],
        rows: [{ name: 'Grantkit', cells: ['no `redis-server` here', ''] }],
        goals: [],
      };
    const redis = await createClient({ url: server.url })
      .on('error', () => {})
      .connect();
    const prefix = `grantkit-bench:${crypto.randomUUID()}:`;
    const written: string[] = [];
    const shared = redisTokenCache({ client: redis, prefix });
    const recording: TokenCache = {
      ...shared,
      set(key, value, options) {
        written.push(prefix + key);
        return shared.set(key, value, options);
      },
    };
    let requests = 0;
    const fetch: typeof globalThis.fetch = (input, init) => {
      requests += 1;
      return answerAtOnce(input, init);
    };
    const newClient = (id: number, cache: TokenCache) =>
      createProviderClient(
        { name: 'bench', tokenEndpoint: 'https://auth.example.com/token', clientAuth: clientSecretBasic() },
        { clientId: `client-${id}`, clientSecret: `secret-${id}`, cache, fetch },
      );
    const clients = quick ? 1_000 : 30_000;
    try {
      for (let id = 0; id < clients; id += 1) await newClient(id, recording).token();
      let last = 0;
      const next = () => {
        last = (last + 1) % clients;
        return last;
      };
      const { baseline, subjects } = await compare(
        repeat(() => redis.get(written[0] ?? '')),
        new Map([
          [otherCredentials, repeat(() => newClient(next(), shared).token())],
          [sameCredentials, repeat(() => newClient(0, shared).token())],
        ]),
        { ...(quick ? { rounds: 3, roundTime: 10 } : { rounds: 40, roundTime: 50 }), leastCount: 20 },
      );
      if (requests !== clients) throw new Error(`${requests} tokens were requested instead of ${clients}`);
      const rows = [
        ...[...subjects].map(([name, { ratio, time }]) => ({ name, cells: [ratio, time] })),
        { name: 'a bare `GET`', cells: ['the baseline', baseline] },
      ];
      const goal = { baseline: 'a bare `GET` = 1.00' };
      return {
        columns: ['ratio', 'time'],
        rows,
        goals: [
          {
            ...goal,
            work: '`token()` of a new client, token in Redis',
            today: figureIn(rows, otherCredentials),
            atMost: 1.5,
          },
          { ...goal, work: 'the same, once the key is made', today: figureIn(rows, sameCredentials), atMost: 1.2 },
        ],
      };
    } finally {
      for (let at = 0; at < written.length; at += 1_000) await redis.del(written.slice(at, at + 1_000));
      redis.destroy();
    }
  },
};
