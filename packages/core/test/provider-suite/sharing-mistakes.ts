import type { TestedClient } from '@grantkit/testing';
import type { TokenCache, TokenOptions } from '../../src/index.ts';
import type { AcmeOptions } from './good-adapter.ts';
import { handing, type Mistake, wrapping } from './mistake.ts';

/** What tells one client of Acme from another. */
const identity = ['tokenEndpoint', 'clientId', 'clientSecret', 'parameters', 'scope'] as const;

/** An adapter with one token for all clients that differ in nothing but this option. */
function sharing(ignored: keyof AcmeOptions): Mistake['adapter'] {
  return () => {
    const kept = new Map<string, ReturnType<TestedClient['token']>>();
    return wrapping(({ token }, options) => ({
      token(own?: TokenOptions) {
        const key = JSON.stringify(identity.map((name) => (name === ignored ? undefined : options[name])));
        const known = own?.forceRefresh === true ? undefined : kept.get(key);
        const result = known ?? token(own);
        kept.set(key, result);
        return result;
      },
    }))();
  };
}

/** Mistakes in who gets whose token. */
export const sharingMistakes: readonly Mistake[] = [
  {
    mistake: "keeps one tenant's token for all",
    adapter: sharing('tokenEndpoint'),
    caughtBy: { 'shares no token between two servers': /token of its own/ },
  },
  {
    mistake: 'keeps one token for all `parameters`',
    adapter: sharing('parameters'),
    caughtBy: { 'shares no token between different `parameters`': /token of its own/ },
  },
  {
    mistake: 'keeps one token for all scopes',
    adapter: sharing('scope'),
    caughtBy: { 'shares no token between two scopes': /token of its own/ },
  },
  {
    mistake: 'has one cache for all clients that have none',
    adapter() {
      const entries = new Map<string, string>();
      const shared: TokenCache = {
        get: async (key) => entries.get(key),
        set: async (key, value) => void entries.set(key, value),
        delete: async (key) => void entries.delete(key),
      };
      return handing(({ cache = shared }) => ({ cache }))();
    },
    caughtBy: { 'shares no token between two clients without a cache': /token of its own/ },
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
];
