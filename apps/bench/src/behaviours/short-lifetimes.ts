import { inTestTime } from '../measure/test-time.ts';
import { granted, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';

const calls = 20;

function lifetimeOf(lifetime: number): Behaviour {
  return {
    title: `tokens of ${lifetime} s`,
    shows: 'token requests of 20 calls',
    text: `${calls} calls, one a second, while a token lives ${lifetime} s: how many token requests.`,
    matters: 'A library that renews a token a fixed time before its end never keeps a token with a shorter lifetime.',
    whyBehind: '',
    together: false,
    observe: (peer) =>
      withBed(peer, (client, bed) =>
        inTestTime(async (advance) => {
          bed.answer = async () => granted(lifetime);
          for (let call = 0; call < calls; call += 1) {
            await client.accessToken();
            advance(1_000);
          }
          return { cell: `${bed.received.length}`, rank: bed.received.length };
        }),
      ),
  };
}

export const lifetimeOf60s: Behaviour = lifetimeOf(60);
export const lifetimeOf240s: Behaviour = lifetimeOf(240);
