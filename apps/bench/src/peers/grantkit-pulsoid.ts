import { createPulsoid, type PulsoidClient } from '@grantkit/pulsoid';
import type { Caching, Peer } from './peer.ts';

const caches = {
  create: ({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) =>
    createPulsoid({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }),
  token: (client) => client.token(),
} satisfies Caching<PulsoidClient>;

export const peer: Peer = {
  name: 'Grantkit for Pulsoid',
  note: '`createPulsoid` of `@grantkit/pulsoid`: an adapter, as an application installs it.',
  packages: ['@grantkit/pulsoid'],
  caches,
  takesSignal: true,
  create(target) {
    const client = caches.create(target);
    return {
      token: () => client.token(),
      accessToken: async (signal) => (await client.token({ signal })).accessToken,
      request: () => client.token({ forceRefresh: true }),
      callApi: async (path) => (await client.fetch(path)).json(),
    };
  },
};
