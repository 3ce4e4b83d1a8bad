import { json, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

const calls = 20;

export const wrongSecret: Behaviour = {
  title: 'wrong secret',
  shows: 'token requests of 20 calls',
  text: `${calls} calls, one after another, with a secret that the server refuses: how many token requests.`,
  matters: 'The server may count each of them as a failed login, and lock the client.',
  whyBehind: '',
  together: true,
  observe: (peer) =>
    withBed(peer, async (client, bed) => {
      bed.answer = json(401, { error: 'invalid_client' });
      for (let call = 0; call < calls; call += 1) await outcomeOf(client.accessToken());
      return { cell: `${bed.received.length}`, rank: bed.received.length };
    }),
};
