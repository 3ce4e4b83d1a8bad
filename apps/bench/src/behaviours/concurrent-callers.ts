import { inTestTime } from '../measure/test-time.ts';
import { granted, withBed } from './bed.ts';
import type { Behaviour } from './behaviour.ts';

const callers = 100;

export const concurrentCallers: Behaviour = {
  title: `${callers} callers at once`,
  shows: 'token requests, cold and at expiry',
  text: `${callers} concurrent callers on an empty cache, and again when the token has expired: how many token requests each time.`,
  matters:
    'If callers do not share a request, each of them sends its own. The server may refuse so many requests at once.',
  whyBehind: '',
  together: false,
  observe: (peer) =>
    withBed(peer, (client, bed) =>
      inTestTime(async (advance) => {
        bed.answer = async () => granted(3_600);
        const together = () => Promise.all(Array.from({ length: callers }, () => client.accessToken()));
        await together();
        const cold = bed.received.length;
        advance(3_601_000);
        await together();
        const expired = bed.received.length - cold;
        return { cell: `${cold}, then ${expired}`, rank: cold + expired };
      }),
    ),
};
