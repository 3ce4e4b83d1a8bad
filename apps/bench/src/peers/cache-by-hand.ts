import { type PlainToken, requestToken } from './fetch.ts';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'a cache by hand',
  note: 'A floor: the bare `fetch`, a kept promise and a fixed margin of 30 s. It calls no API.',
  packages: [],
  caches: true,
  takesSignal: false,
  create(target) {
    let kept: Promise<PlainToken> | undefined;
    let renewAt = 0;
    const token = () => {
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
    return {
      token,
      accessToken: async () => (await token()).accessToken,
      request: () => requestToken(target),
    };
  },
};
