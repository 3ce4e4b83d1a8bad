import type { AccessToken, GrantError, TokenOptions } from '../../src/index.ts';
import { handing, type Mistake, wrapping } from './mistake.ts';

const title = 'shows no token in its events, its cache keys, its errors and itself';

/** An adapter that keeps its tokens, and adds something with them to its client. */
function keeping(add: (tokens: readonly AccessToken[]) => object): Mistake['adapter'] {
  return wrapping(({ token }) => {
    const tokens: AccessToken[] = [];
    return {
      ...add(tokens),
      async token(own?: TokenOptions) {
        const granted = await token(own);
        tokens.push(granted);
        return granted;
      },
    };
  });
}

/** Mistakes that show a token. */
export const tokenLeakMistakes: readonly Mistake[] = [
  {
    mistake: 'has the token in its events',
    adapter: handing(({ onEvent, fetch: send = fetch }) => {
      let body = '';
      return {
        async fetch(input, init) {
          const reply = await send(input, init);
          body = await reply.clone().text();
          return reply;
        },
        onEvent: (event) => onEvent?.(Object.assign({ body }, event)),
      };
    }),
    caughtBy: { [title]: /event must not contain a token/ },
  },
  {
    mistake: 'shows its tokens',
    adapter: keeping((tokens) => ({ tokens })),
    caughtBy: { [title]: /client must not contain a token/ },
  },
  {
    mistake: 'explains its tokens',
    adapter: keeping((tokens) => ({ explain: () => tokens })),
    caughtBy: { [title]: /`explain\(\)` must not contain a token/ },
  },
  {
    mistake: 'has the token in a cache key',
    adapter: wrapping(({ token }, { cache }) => ({
      async token(own?: TokenOptions) {
        const granted = await token(own);
        await cache?.set(granted.accessToken, 'granted', { ttl: 1_000 });
        return granted;
      },
    })),
    caughtBy: { [title]: /cache key must not contain a token/ },
  },
  {
    mistake: 'has its last token in an error',
    adapter: wrapping(({ token }) => {
      let last: AccessToken | undefined;
      return {
        async token(own?: TokenOptions) {
          last = await token(own).catch((error: GrantError) => {
            throw Object.assign(error, { last });
          });
          return last;
        },
      };
    }),
    caughtBy: { [title]: /error must not contain a token/ },
  },
];
