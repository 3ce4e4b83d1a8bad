import type { Peer, Target } from './peer.ts';

export interface PlainToken {
  readonly accessToken: string;
  /** In seconds. */
  readonly expiresIn: number | undefined;
}

/** The least that gets a token: one `fetch`, and no check but the status. */
export async function requestToken(
  { clientId, clientSecret, tokenEndpoint, fetch = globalThis.fetch }: Target,
  signal?: AbortSignal,
): Promise<PlainToken> {
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: signal ?? null,
  });
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}`);
  const body = (await response.json()) as { access_token: string; expires_in?: number };
  return { accessToken: body.access_token, expiresIn: body.expires_in };
}

export const peer: Peer = {
  name: 'bare `fetch`',
  note: 'A floor: one `fetch` for a token and one for the API, with the token in a variable. No cache, and no checks.',
  packages: [],
  caches: false,
  takesSignal: true,
  create(target) {
    const { apiBaseUrl, fetch = globalThis.fetch } = target;
    const request = () => requestToken(target);
    let kept: Promise<PlainToken> | undefined;
    return {
      token: request,
      accessToken: async (signal) => (await requestToken(target, signal)).accessToken,
      request,
      async callApi(path) {
        kept ??= request();
        const headers = { authorization: `Bearer ${(await kept).accessToken}` };
        return (await fetch(apiBaseUrl + path, { headers })).json();
      },
    };
  },
};
