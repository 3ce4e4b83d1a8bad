import { clientSecretBasic, createProviderClient } from '@grantkit/core';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'Grantkit',
  note: '`createProviderClient` of `@grantkit/core`, with a provider of four fields.',
  packages: ['@grantkit/core'],
  caches: true,
  takesSignal: true,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const client = createProviderClient(
      { name: 'bench', tokenEndpoint, apiBaseUrl, clientAuth: clientSecretBasic() },
      { clientId, clientSecret, fetch },
    );
    return {
      token: () => client.token(),
      accessToken: async (signal) => (await client.token({ signal })).accessToken,
      request: () => client.token({ forceRefresh: true }),
      callApi: async (path) => (await client.fetch(path)).json(),
    };
  },
};
