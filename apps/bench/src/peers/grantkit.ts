import { clientSecretBasic, createProviderClient, type ProviderClient } from '@grantkit/core';
import { grantkitClient } from './grantkit-client.ts';
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
  create: (target) => grantkitClient(caches.create(target)),
};
