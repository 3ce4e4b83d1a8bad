import { inTestTime } from '../measure/test-time.ts';
import { granted, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';

const year = 365 * 86_400_000;

export const noLifetime: Behaviour = {
  title: 'no `expires_in`',
  shows: 'token requests of 10 calls, and the token a year later',
  text: 'Ten calls, while the reply does not say how long the token lives: how many token requests, and which token the peer serves a year later.',
  matters: 'A token that is served after its end makes every call to the API fail until the process starts again.',
  whyBehind: '',
  together: false,
  observe: (peer) =>
    withBed(peer, (client, bed) =>
      inTestTime(async (advance) => {
        bed.answer = async () => granted(undefined);
        for (let call = 0; call < 10; call += 1) await client.accessToken();
        const requests = bed.received.length;
        advance(year);
        await client.accessToken();
        const immortal = bed.received.length === requests;
        const later = immortal ? '**the same token**' : 'a new token';
        return { cell: `${requests}; ${later}`, rank: requests + (immortal ? 100 : 0) };
      }),
    ),
};
