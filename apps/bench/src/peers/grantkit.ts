import { clientSecretBasic, createProviderClient, type ProviderClient } from '@grantkit/core';
import type { Caching, Peer } from './peer.ts';

const caches = {
  create: ({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) =>
    createProviderClient(
      { name: 'bench', tokenEndpoint, apiBaseUrl, clientAuth: clientSecretBasic() },
      { clientId, clientSecret, fetch },
    ),
  token: (client) => client.token(),
} satisfies Caching<ProviderClient>;

export const peer: Peer = {
  name: 'Grantkit',
  note: '`createProviderClient` of `@grantkit/core`, with a provider of four fields.',
  packages: ['@grantkit/core'],
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
