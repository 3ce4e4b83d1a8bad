import { granted, json, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

/** In ms. */
const longest = 10_000;

export const recovery: Behaviour = {
  title: 'after one 503',
  shows: 'time until a call succeeds',
  text: 'One call while the server answers 503, and then the server recovers: how long until a call succeeds, with 20 calls a second.',
  matters: 'A library that still fails after the outage makes the outage longer for its callers.',
  whyBehind:
    'The first call of Grantkit has already made three attempts. Then Grantkit waits a random time, so that a fleet does not overload a server that has just recovered.',
  together: true,
  observe: (peer, { quick }) =>
    withBed(peer, async (client, bed) => {
      bed.answer = json(503, { error: 'temporarily_unavailable' });
      const first = await outcomeOf(client.accessToken());
      if (first.ok) return { cell: 'the call succeeded' };
      bed.answer = granted(3_600);
      const start = performance.now();
      for (;;) {
        const { ok } = await outcomeOf(client.accessToken());
        const seconds = (performance.now() - start) / 1_000;
        if (ok) return { cell: seconds < 0.2 ? 'at once' : `${seconds.toFixed(1)} s`, rank: Math.round(seconds * 5) };
        if (seconds * 1_000 > (quick ? 500 : longest))
          return { cell: `not within ${seconds.toFixed(0)} s`, rank: Number.MAX_SAFE_INTEGER };
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }),
};
