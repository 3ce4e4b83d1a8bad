import { TokenProvider } from 'auth0/management';
import { type Peer, urlText } from './peer.ts';

export const peer: Peer = {
  name: 'auth0',
  note: '`TokenProvider` of `auth0/management`. It insists on https, so its option `fetch` sends the request to loopback. It cannot skip its cache, so each token request uses a new `TokenProvider`. It calls no API but that of Auth0.',
  packages: ['auth0'],
  caches: true,
  takesSignal: false,
  create({ clientId, clientSecret, tokenEndpoint, fetch = (url, init) => globalThis.fetch(url, init) }) {
    const options = {
      domain: new URL(tokenEndpoint).host,
      clientId,
      clientSecret,
      audience: 'https://api.example.com',
      fetch: ((input, init) =>
        fetch(urlText(input).endsWith('/oauth/token') ? tokenEndpoint : input, init)) satisfies typeof fetch,
    };
    const provider = new TokenProvider(options);
    return {
      token: () => provider.getAccessToken(),
      accessToken: () => provider.getAccessToken(),
      request: () => new TokenProvider(options).getAccessToken(),
    };
  },
};
