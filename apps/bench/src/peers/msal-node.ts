import { ConfidentialClientApplication, type INetworkModule, ProtocolMode } from '@azure/msal-node';
import type { Caching, Peer, Target } from './peer.ts';

// msal-node insists on https for the authority, but takes the token endpoint from the metadata in its options.
const host = 'auth.bench.example';

const caches = {
  create({ clientId, clientSecret, tokenEndpoint, fetch }) {
    const { origin } = new URL(tokenEndpoint);
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority: `https://${host}`,
        knownAuthorities: [host],
        authorityMetadata: JSON.stringify({
          issuer: `https://${host}`,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: tokenEndpoint,
          jwks_uri: `${origin}/keys`,
        }),
      },
      system: { protocolMode: ProtocolMode.OIDC, ...(fetch && { networkClient: networkClient(fetch) }) },
    });
  },
  token: (app) => request(app, false),
} satisfies Caching<ConfidentialClientApplication>;

export const peer: Peer = {
  name: '@azure/msal-node',
  note: '`acquireTokenByClientCredential` of a `ConfidentialClientApplication` in OIDC mode, with `authorityMetadata` for the endpoint. It calls no API.',
  packages: ['@azure/msal-node'],
  caches,
  takesSignal: false,
  create(target) {
    const app = caches.create(target);
    return {
      token: () => request(app, false),
      accessToken: async () => (await request(app, false))?.accessToken ?? '',
      request: () => request(app, true),
    };
  },
};

function request(app: ConfidentialClientApplication, skipCache: boolean) {
  return app.acquireTokenByClientCredential({ scopes: ['things'], skipCache });
}

function networkClient(fetch: NonNullable<Target['fetch']>): INetworkModule {
  const send =
    (method: string) => async (url: string, options?: { headers?: Record<string, string>; body?: string }) => {
      const response = await fetch(url, { method, headers: options?.headers ?? {}, body: options?.body ?? null });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
    };
  return { sendGetRequestAsync: send('GET'), sendPostRequestAsync: send('POST') };
}
