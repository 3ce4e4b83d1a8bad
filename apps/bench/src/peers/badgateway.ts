import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import type { Caching, Peer, Target } from './peer.ts';

const caches = {
  create: (target) => wrapperOf(clientOf(target)),
  token: (wrapper) => wrapper.getAccessToken(),
} satisfies Caching<OAuth2Fetch>;

export const peer: Peer = {
  name: '@badgateway/oauth2-client',
  note: '`OAuth2Fetch` with `getNewToken: () => client.clientCredentials()`. Its API calls always use the global `fetch`.',
  packages: ['@badgateway/oauth2-client'],
  caches,
  takesSignal: false,
  create(target) {
    const client = clientOf(target);
    const wrapper = wrapperOf(client);
    return {
      token: () => wrapper.getAccessToken(),
      accessToken: () => wrapper.getAccessToken(),
      request: () => client.clientCredentials(),
      callApi: async (path) => (await wrapper.fetch(target.apiBaseUrl + path)).json(),
    };
  },
};

function clientOf({ clientId, clientSecret, tokenEndpoint, fetch }: Target): OAuth2Client {
  return new OAuth2Client({ clientId, clientSecret, tokenEndpoint, ...(fetch && { fetch }) });
}

function wrapperOf(client: OAuth2Client): OAuth2Fetch {
  return new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
}
