import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { requestToken } from './fetch.ts';
import type { Caching, Peer, Target } from './peer.ts';

const caches = {
  create: memoizedProvider,
  token: (memoized) => memoized(),
} satisfies Caching<ReturnType<typeof memoizedProvider>>;

export const peer: Peer = {
  name: 'memoize of @smithy/core',
  note: "`memoizeIdentityProvider` is the cache of AWS's SDKs, and is marked internal. Here it keeps the token of the bare `fetch` below, with the 5 min margin of the SDKs. It calls no API.",
  packages: ['@smithy/core'],
  caches,
  takesSignal: false,
  create(target) {
    const memoized = caches.create(target);
    return {
      token: () => memoized(),
      accessToken: async () => (await memoized()).accessToken,
      request: () => memoized({ forceRefresh: true }),
    };
  },
};

function memoizedProvider(target: Target) {
  const provider = async () => {
    const { accessToken, expiresIn } = await requestToken(target);
    return { accessToken, ...(expiresIn !== undefined && { expiration: new Date(Date.now() + expiresIn * 1_000) }) };
  };
  const memoized = memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh);
  if (memoized === undefined) throw new Error('memoizeIdentityProvider returned nothing');
  return memoized;
}
