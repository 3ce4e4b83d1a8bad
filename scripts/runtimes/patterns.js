// A Worker that keeps its client in the way that `env.PATTERN` names. `check-workers.ts` runs it.
import { clientSecretBasic, createProviderClient, isGrantError, memoryTokenCache } from '@grantkit/core';

const provider = {
  name: 'acme',
  tokenEndpoint: 'https://acme.example/token',
  apiBaseUrl: 'https://acme.example/api',
  clientAuth: clientSecretBasic(),
};
const options = {
  clientId: 'id',
  clientSecret: 'secret',
  timeout: 3_000,
  // The server's address is known only in a request, because it comes from `env`.
  fetch: (url, init) => fetch(url.replace('https://acme.example', origin), init),
  waitUntil: (work) => handOver?.(work),
};

let origin = '';
let handOver;
const cache = memoryTokenCache();
const ofModule = createProviderClient(provider, options);
let ofFirstRequest;
const clients = {
  'at module level': () => ofModule,
  'in the first request': () => {
    ofFirstRequest ??= createProviderClient(provider, options);
    return ofFirstRequest;
  },
  'per request, over a cache at module level': () => createProviderClient(provider, { ...options, cache }),
};

export default {
  async fetch(_, env, context) {
    origin = env.ORIGIN;
    handOver = env.WAIT_UNTIL ? (work) => context.waitUntil(work) : undefined;
    try {
      const reply = await clients[env.PATTERN]().fetch('ping');
      return Response.json({ token: await reply.text() });
    } catch (error) {
      return Response.json({ error: `${isGrantError(error) ? 'GrantError' : 'a foreign error'}: ${error.message}` });
    }
  },
};
