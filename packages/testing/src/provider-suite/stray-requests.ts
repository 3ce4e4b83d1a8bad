import assert from 'node:assert/strict';

/** A `fetch` that sends requests to the fake servers only. */
export interface LoopbackFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Rejects at the first request to another host. */
  readonly strayed: Promise<never>;
}

/** Otherwise an adapter that ignores the options of `pointAt` would show the suite's credentials to the provider. */
export function createLoopbackFetch(): LoopbackFetch {
  let stray = (_: string) => {};
  const strayed = new Promise<never>((_, reject) => {
    stray = (url) => {
      const message = `The adapter has asked ${url}, which is not the fake server. It must use the options of \`pointAt\`.`;
      reject(new assert.AssertionError({ message }));
    };
  });
  strayed.catch(() => {});
  return {
    strayed,
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      if (new URL(url).hostname === '127.0.0.1') return fetch(input, init);
      stray(url);
      throw new TypeError('The suite sends no request to another host.');
    },
  };
}
