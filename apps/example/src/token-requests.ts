/** A `fetch` that counts token requests, also those that the server refuses. */
export function countTokenRequests(): { readonly fetch: typeof globalThis.fetch; readonly count: () => number } {
  let count = 0;
  return {
    count: () => count,
    fetch(input, init) {
      if (isTokenRequest(init)) count += 1;
      return globalThis.fetch(input, init);
    },
  };
}

function isTokenRequest({ method, body }: RequestInit = {}): boolean {
  return method === 'POST' && typeof body === 'string' && new URLSearchParams(body).has('grant_type');
}
