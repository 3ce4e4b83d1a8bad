// A process of the recipe. It prints its port, and serves until SIGTERM.
import { createIssuerClient } from '@grantkit/issuer';
import { redisTokenCache } from '@grantkit/redis';
import { createClient } from 'redis';
import { serve } from '../src/serve-until-signal.ts';
import { createMovingClock } from './moving-clock.ts';

const [url = '', redisUrl = '', grace = '', later = ''] = process.argv.slice(2);
const redis = createClient({ url: redisUrl, disableOfflineQueue: true });
redis.on('error', () => {});
redis.connect().catch(() => {});
// `connect` alone would wait for a Redis that is down.
await new Promise((resolve) => redis.once('ready', resolve).once('error', resolve));

// Otherwise a server that gets the port of an earlier test's server would also get that test's token.
const prefix = `${crypto.randomUUID()}:`;
const clock = createMovingClock();
const billing = createIssuerClient({
  ...{ tokenEndpoint: `${url}/token`, apiBaseUrl: url, clientId: 'billing', clientSecret: 's3cr3t-of-billing' },
  ...{ cache: redisTokenCache({ client: redis, prefix }), timeout: 1_000 },
  clock,
});
if (later !== '') {
  await billing.token();
  clock.advance(Number(later));
}
const server = await serve({ billing, redis }, { port: 0, host: '127.0.0.1' }, Number(grace));
const address = server.address();
console.log(typeof address === 'object' ? address?.port : '');
