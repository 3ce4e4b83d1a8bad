import { withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

/** In s. */
const longest = 45;

export const timeout: Behaviour = {
  title: 'no reply',
  shows: 'time until the call fails',
  text: `The server takes the request and never answers: after how long the call fails. The program stops waiting after ${longest} s.`,
  matters: 'Without a timeout, a caller can wait forever, and so can everything that waits for this caller.',
  whyBehind: 'Grantkit waits 10 s by default (`timeout`).',
  together: true,
  observe: (peer, { quick }) =>
    withBed(peer, async (client, bed) => {
      bed.answer = 'silence';
      const seconds = quick ? 0.2 : longest;
      const start = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<'too long'>((resolve) => {
        timer = setTimeout(resolve, seconds * 1_000, 'too long');
      });
      const first = await Promise.race([outcomeOf(client.accessToken()), tooLong]);
      clearTimeout(timer);
      if (first === 'too long') return { cell: `not within ${seconds} s`, rank: Number.MAX_SAFE_INTEGER };
      const ended = (performance.now() - start) / 1_000;
      return { cell: `${ended.toFixed(1)} s`, rank: Math.round(ended) };
    }),
};
