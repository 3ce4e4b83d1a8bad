import { TokenProvider } from 'auth0/management';
import { type Caching, type Peer, type Target, urlText } from './peer.ts';

const caches = {
  create: (target) => new TokenProvider(optionsOf(target)),
  token: (provider) => provider.getAccessToken(),
} satisfies Caching<TokenProvider>;

export const peer: Peer = {
  name: 'auth0',
  note: "`TokenProvider` of `auth0/management`. It insists on https, so its option `fetch` sends the request to loopback. It cannot skip its cache, so each token request uses a new `TokenProvider`. The only API that it calls is Auth0's own.",
  packages: ['auth0'],
  caches,
  takesSignal: false,
  create(target) {
    const options = optionsOf(target);
    const provider = new TokenProvider(options);
    return {
      token: () => provider.getAccessToken(),
      accessToken: () => provider.getAccessToken(),
      request: () => new TokenProvider(options).getAccessToken(),
    };
  },
};

function optionsOf({
  clientId,
  clientSecret,
  tokenEndpoint,
  fetch = (url, init) => globalThis.fetch(url, init),
}: Target) {
  return {
    domain: new URL(tokenEndpoint).host,
    clientId,
    clientSecret,
    audience: 'https://api.example.com',
    fetch: ((input, init) =>
      fetch(urlText(input).endsWith('/oauth/token') ? tokenEndpoint : input, init)) satisfies typeof fetch,
  };
}
