import { ClientCredentials } from 'simple-oauth2';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'simple-oauth2',
  note: '`new ClientCredentials(…).getToken()`. It has no cache and calls no API: its documentation leaves both to the caller.',
  packages: ['simple-oauth2'],
  caches: false,
  takesSignal: false,
  create({ clientId, clientSecret, tokenEndpoint }) {
    const { origin, pathname } = new URL(tokenEndpoint);
    const client = new ClientCredentials({
      client: { id: clientId, secret: clientSecret },
      auth: { tokenHost: origin, tokenPath: pathname },
    });
    const request = () => client.getToken({});
    return { token: request, accessToken: async () => String((await request()).token['access_token']), request };
  },
};
