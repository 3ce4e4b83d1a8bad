/** A `fetch` that counts token requests, including refused ones. */
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
  const form = typeof body === 'string' ? new URLSearchParams(body) : body;
  return method === 'POST' && form instanceof URLSearchParams && form.has('grant_type');
}
