import type { AuthorizationServer } from '@grantkit/testing';

/**
 * A proxy that ends TLS. A request to an `https://` URL arrives at the server with the headers that AM reads if its Base
 * URL Source is "X-Forwarded-* headers".
 */
export function behindProxy({ url }: AuthorizationServer): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', host);
    headers.set('x-forwarded-proto', 'https');
    const { method, redirect, signal } = request;
    const body = method === 'GET' ? null : await request.text();
    return fetch(url + pathname, { method, headers, body, redirect, signal });
  };
}
