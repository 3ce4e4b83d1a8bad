import { type PlainToken, requestToken } from './fetch.ts';
import type { Caching, Peer, Target } from './peer.ts';

const caches = {
  create: cachedToken,
  token: (token) => token(),
} satisfies Caching<() => Promise<PlainToken>>;

export const peer: Peer = {
  name: 'a cache by hand',
  note: 'A floor: the bare `fetch`, a kept promise and a fixed margin of 30 s. It calls no API.',
  packages: [],
  caches,
  takesSignal: false,
  create(target) {
    const token = caches.create(target);
    return {
      token,
      accessToken: async () => (await token()).accessToken,
      request: () => requestToken(target),
    };
  },
};

function cachedToken(target: Target): () => Promise<PlainToken> {
  let kept: Promise<PlainToken> | undefined;
  let renewAt = 0;
  return () => {
    if (kept !== undefined && Date.now() < renewAt) return kept;
    renewAt = Number.POSITIVE_INFINITY;
    const pending = requestToken(target);
    kept = pending;
    pending.then(
      ({ expiresIn = 300 }) => {
        renewAt = Date.now() + (expiresIn - 30) * 1_000;
      },
      () => {
        kept = undefined;
      },
    );
    return pending;
  };
}
