import { OAuth2Client } from 'google-auth-library';
import type { Caching, Peer } from './peer.ts';

const caches = {
  create({ clientId, clientSecret, tokenEndpoint, fetch }) {
    const client = new OAuth2Client({
      clientId,
      clientSecret,
      endpoints: { oauth2TokenUrl: tokenEndpoint },
      ...(fetch && { transporterOptions: { fetchImplementation: fetch } }),
    });
    client.setCredentials({ refresh_token: 'refresh-token' });
    return client;
  },
  token: (client) => client.getAccessToken(),
} satisfies Caching<OAuth2Client>;

export const peer: Peer = {
  name: 'google-auth-library',
  note: 'It has no client credentials grant. So its refresh token grant is measured: `OAuth2Client` with a refresh token, and `endpoints` for the URL.',
  packages: ['google-auth-library'],
  caches,
  takesSignal: false,
  create(target) {
    const client = caches.create(target);
    return {
      token: () => client.getAccessToken(),
      accessToken: async () => (await client.getAccessToken()).token ?? '',
      request: () => client.refreshAccessToken(),
      callApi: async (path) => (await client.request({ url: target.apiBaseUrl + path })).data,
    };
  },
};
