/** A `fetch` that records the URLs of its requests. */
export function recordUrls(): { readonly fetch: typeof globalThis.fetch; readonly urls: readonly string[] } {
  const urls: string[] = [];
  return {
    urls,
    fetch(input, init) {
      urls.push(input instanceof Request ? input.url : new URL(input).href);
      return globalThis.fetch(input, init);
    },
  };
}
