import { granted, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';
import { outcomeOf } from './outcome.ts';

export const abort: Behaviour = {
  title: "one caller's abort",
  shows: 'what the two callers get',
  text: 'Two callers wait for a token, and one of them aborts before the reply: whether it is freed at once, and what the other caller gets.',
  matters: 'A caller that gives up must neither wait nor take the token away from others.',
  whyBehind: '',
  together: true,
  async observe(peer) {
    if (!peer.takesSignal) return { cell: 'takes no signal', rank: 1 };
    return await withBed(peer, async (client, bed) => {
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      bed.answer = async () => {
        arrived.resolve();
        await released.promise;
        return granted(3_600);
      };
      const controller = new AbortController();
      const aborting = outcomeOf(client.accessToken(controller.signal));
      const waiting = outcomeOf(client.accessToken());
      await arrived.promise;
      controller.abort();
      const late = new Promise<undefined>((resolve) => setTimeout(resolve, 500, undefined));
      const freed = (await Promise.race([aborting, late]))?.ok === false;
      released.resolve();
      const other = await waiting;
      const cell = `${freed ? 'freed' : 'kept waiting'}; the other gets ${other.ok ? 'a token' : '**an error**'}`;
      return { cell, rank: freed && other.ok ? 0 : 1 };
    });
  },
};
