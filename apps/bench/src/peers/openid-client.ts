import * as client from 'openid-client';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'openid-client',
  note: '`clientCredentialsGrant` and `fetchProtectedResource`, with `allowInsecureRequests` for loopback. It has no cache: each call is a request. For its API call, the token is in a variable.',
  packages: ['openid-client'],
  caches: false,
  takesSignal: false,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const { origin } = new URL(tokenEndpoint);
    const config = new client.Configuration({ issuer: origin, token_endpoint: tokenEndpoint }, clientId, clientSecret);
    client.allowInsecureRequests(config);
    if (fetch !== undefined) config[client.customFetch] = (url, { method, headers }) => fetch(url, { method, headers });
    const request = () => client.clientCredentialsGrant(config);
    const accessToken = async () => (await request()).access_token;
    let kept: Promise<string> | undefined;
    return {
      token: request,
      accessToken,
      request,
      async callApi(path) {
        kept ??= accessToken();
        const url = new URL(apiBaseUrl + path);
        return (await client.fetchProtectedResource(config, await kept, url, 'GET')).json();
      },
    };
  },
};
