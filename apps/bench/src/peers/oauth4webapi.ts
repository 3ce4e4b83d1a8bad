import * as oauth from 'oauth4webapi';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'oauth4webapi',
  note: '`clientCredentialsGrantRequest` and its `process…`, with `allowInsecureRequests` for loopback. It has no cache: each call is a request. For its API call, the token is in a variable.',
  packages: ['oauth4webapi'],
  caches: false,
  takesSignal: true,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const server = { issuer: new URL(tokenEndpoint).origin, token_endpoint: tokenEndpoint };
    const client = { client_id: clientId };
    const auth = oauth.ClientSecretBasic(clientSecret);
    const options = {
      [oauth.allowInsecureRequests]: true,
      ...(fetch && {
        [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) =>
          fetch(url, { method: init.method, headers: init.headers }),
      }),
    };
    const request = async (signal?: AbortSignal) => {
      const own = signal === undefined ? options : { ...options, signal };
      const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, own);
      return oauth.processClientCredentialsResponse(server, client, response);
    };
    const accessToken = async (signal?: AbortSignal) => (await request(signal)).access_token;
    let kept: Promise<string> | undefined;
    return {
      token: () => request(),
      accessToken,
      request: () => request(),
      async callApi(path) {
        kept ??= accessToken();
        const url = new URL(apiBaseUrl + path);
        return (await oauth.protectedResourceRequest(await kept, 'GET', url, undefined, undefined, options)).json();
      },
    };
  },
};
