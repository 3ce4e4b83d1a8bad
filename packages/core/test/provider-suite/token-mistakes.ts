import type { TestedClient } from '@grantkit/testing';
import type { TokenOptions } from '../../src/index.ts';
import { createAcme } from './good-adapter.ts';
import { describing, handing, type Mistake, wrapping } from './mistake.ts';

/** Mistakes in the handling of tokens. */
export const tokenMistakes: readonly Mistake[] = [
  {
    mistake: 'makes another client for each call',
    adapter: () => (options) => {
      const { fetch, scoped } = createAcme(options);
      return { fetch, scoped, token: (own?: TokenOptions) => createAcme(options).token(own) };
    },
    caughtBy: {
      'makes one token request for 50 concurrent callers, on an empty cache and at expiry': /same token/,
      'keeps a token of 60 s until its end': /must be kept/,
    },
  },
  {
    mistake: 'ignores the lifetime of the reply',
    adapter: describing(() => ({
      readReply: ({ body }) => ({ ...Object(body), expires_in: undefined }),
      defaultLifetime: 300_000,
    })),
    caughtBy: {
      'keeps a token of 1 s until its end': /lifetime must be/,
      'keeps a token of 58 days until its end': /lifetime must be/,
    },
  },
  {
    mistake: 'has a default lifetime that it does not declare',
    adapter: describing(() => ({ defaultLifetime: 86_400_000 })),
    caughtBy: {
      'gives a token without a stated lifetime the lifetime that the adapter declares': /`lifetime.fallback`/,
    },
  },
  {
    mistake: "keeps one tenant's token for all",
    adapter() {
      const kept: ReturnType<TestedClient['token']>[] = [];
      return wrapping(({ token }) => ({
        token(own?: TokenOptions) {
          if (kept.length === 0 || own?.forceRefresh === true) kept.push(token(own));
          return kept[0];
        },
      }))();
    },
    caughtBy: { 'shares no token between two servers': /token of its own/ },
  },
  {
    mistake: 'has one cache key for all clients',
    adapter: handing(({ cache }) => ({
      cache: cache && {
        get: () => cache.get('acme'),
        set: (_, value, options) => cache.set('acme', value, options),
        delete: () => cache.delete('acme'),
      },
    })),
    caughtBy: {
      'shares no token between two clients of one server': /token of its own/,
      'shares no token between two secrets': /token of its own/,
    },
  },
  {
    mistake: 'loses the options of `token`',
    adapter: wrapping(({ token }) => ({ token: () => token() })),
    caughtBy: {
      'gets another token with `forceRefresh`': /must bring another/,
      'frees a caller whose `signal` is aborted': /when its signal is aborted/,
    },
  },
  {
    mistake: 'ignores the scope of `scoped`',
    adapter: wrapping((client) => ({ scoped: () => client })),
    caughtBy: { 'asks for the scope that `scoped` names': /must have the scope/ },
  },
  {
    mistake: 'returns a token of another kind',
    adapter: wrapping(({ token }) => ({
      token: async (own?: TokenOptions) => {
        const { accessToken, ...others } = await token(own);
        return { ...others, accessToken: `Bearer ${accessToken}` };
      },
    })),
    caughtBy: { 'returns the token that the server granted': /must be the one that was granted/ },
  },
];
