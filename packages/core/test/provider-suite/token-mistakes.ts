import type { TokenOptions } from '../../src/index.ts';
import { createAcme } from './good-adapter.ts';
import { describing, type Mistake, wrapping } from './mistake.ts';

/** Mistakes in the handling of tokens. */
export const tokenMistakes: readonly Mistake[] = [
  {
    mistake: 'makes another client for each call',
    adapter: () => (options) => {
      return { ...createAcme(options), token: (own?: TokenOptions) => createAcme(options).token(own) };
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
    mistake: 'loses the options of `token`',
    adapter: wrapping(({ token }) => ({ token: () => token() })),
    caughtBy: {
      'gets another token with `forceRefresh`': /must bring another/,
      'frees a caller whose `signal` is aborted': /when its signal is aborted/,
    },
  },
  {
    mistake: 'loses the granted scope',
    adapter: wrapping(({ token }) => ({
      token: async (own?: TokenOptions) => ({ ...(await token(own)), scope: undefined }),
    })),
    caughtBy: { 'returns the granted scope': /must be what the server granted/ },
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
  {
    mistake: 'does not invalidate a token',
    adapter: wrapping(() => ({ invalidate: async () => {} })),
    caughtBy: { 'gets another token after `invalidate`': /must not be used after/ },
  },
];
