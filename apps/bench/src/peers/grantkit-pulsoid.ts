import { createPulsoid } from '@grantkit/pulsoid';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'Grantkit for Pulsoid',
  note: '`createPulsoid` of `@grantkit/pulsoid`: an adapter, as an application installs it.',
  packages: ['@grantkit/pulsoid'],
  caches: true,
  takesSignal: true,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const client = createPulsoid({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch });
    return {
      token: () => client.token(),
      accessToken: async (signal) => (await client.token({ signal })).accessToken,
      request: () => client.token({ forceRefresh: true }),
      callApi: async (path) => (await client.fetch(path)).json(),
    };
  },
};
