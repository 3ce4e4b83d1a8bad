import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: '@badgateway/oauth2-client',
  note: '`OAuth2Fetch` with `getNewToken: () => client.clientCredentials()`. Its API calls always use the global `fetch`.',
  packages: ['@badgateway/oauth2-client'],
  caches: true,
  takesSignal: false,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const client = new OAuth2Client({ clientId, clientSecret, tokenEndpoint, ...(fetch && { fetch }) });
    const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
    return {
      token: () => wrapper.getAccessToken(),
      accessToken: () => wrapper.getAccessToken(),
      request: () => client.clientCredentials(),
      callApi: async (path) => (await wrapper.fetch(apiBaseUrl + path)).json(),
    };
  },
};
