import { inTestTime } from '../measure/test-time.ts';
import { granted, json, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

/** In s before the end of the token. The steps are around the windows that the peers use. */
const timesLeft = [3_590, 1_800, 601, 299, 239, 119, 59, 29, 19, 9, 4, 1];

export const serverDown: Behaviour = {
  title: 'server down, token valid',
  shows: 'the first failure, before the end of the token',
  text: `The server answers 503 while a token of an hour is still valid: at which of ${timesLeft.join(', ')} s before its end a call fails for the first time.`,
  matters: 'While a library serves its valid token, no caller notices that the authorization server is down.',
  whyBehind:
    'Grantkit stops serving a token 10 s before its end, or a tenth of its lifetime if that is less. Otherwise the token could end on its way to the API. A peer without a margin still serves it.',
  together: false,
  observe: (peer) =>
    withBed(peer, (client, bed) =>
      inTestTime(async (advance) => {
        let left = 3_600;
        bed.answer = granted(left);
        await client.accessToken();
        bed.answer = json(503, { error: 'temporarily_unavailable' });
        for (const next of timesLeft) {
          advance((left - next) * 1_000);
          left = next;
          if (!(await outcomeOf(client.accessToken())).ok) return { cell: `fails ${left} s before`, rank: left };
        }
        return { cell: 'never fails', rank: 0 };
      }),
    ),
};
