import type { TokenOptions } from '../../src/index.ts';
import { createAcme } from './good-adapter.ts';
import { handing, type Mistake, wrapping } from './mistake.ts';

/** Mistakes in what becomes of a function or a cache of the application that fails. */
export const hookMistakes: readonly Mistake[] = [
  {
    mistake: 'throws what `fetch` throws',
    adapter: () => (options) => {
      let thrown: unknown;
      const send: typeof fetch = (input, init) =>
        (options.fetch ?? fetch)(input, init).catch((error: unknown) => {
          thrown = error;
          throw error;
        });
      const client = createAcme({ ...options, fetch: send });
      const token = (own?: TokenOptions) =>
        client.token(own).catch((error: unknown) => {
          throw thrown ?? error;
        });
      return { ...client, token };
    },
    caughtBy: { 'reports a `fetch` that throws': /must throw a GrantError, not Error/ },
  },
  {
    mistake: 'reads the cache by itself',
    adapter: wrapping(({ token }, { cache }) => ({
      async token(own?: TokenOptions) {
        await cache?.get('acme');
        return token(own);
      },
    })),
    caughtBy: { 'gives a token even if `onEvent` and the cache throw': /must give the token all the same/ },
  },
  {
    mistake: 'has a secret of its own if the function that fetches the secret fails',
    adapter: handing(({ clientSecret }) => ({
      clientSecret:
        typeof clientSecret === 'function'
          ? () => Promise.resolve(clientSecret()).catch(() => 'no secret')
          : clientSecret,
    })),
    caughtBy: { 'reports a function that fails to fetch the secret': /must be credential_unavailable/ },
  },
];
