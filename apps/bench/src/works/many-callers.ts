import { type Figure, figureOf } from '../measure/figure.ts';
import { inTestTime } from '../measure/test-time.ts';
import type { LoadedPeer } from '../peers/index.ts';
import { type Server, targetOf } from '../server/server.ts';
import { slowReply } from '../server/slow-reply.ts';
import { figureIn, own, type Row, type Work } from './work.ts';

const callers = 1_000;
/** How many callers there are, in words. */
export const manyCallersText: string = callers.toLocaleString('en');
export const rounds = 5;

export const manyCallers: Work = {
  title: `${manyCallersText} callers at once`,
  text: `\`token()\` for ${manyCallersText} concurrent callers, while nothing is cached and when the token has expired. The server takes ${slowReply} ms for a reply. For the second case, the program moves the wall clock of its process.`,
  whyBehind: '',
  async run({ peers, server, quick }) {
    const rows: Row[] = [];
    for (const peer of peers) {
      const runs: Awaited<ReturnType<typeof measure>>[] = [];
      for (let round = 0; round < (quick ? 1 : rounds); round += 1)
        runs.push(await measure(peer, server, quick ? 50 : callers));
      const cells = (['cold requests', 'cold ms', 'expired requests', 'expired ms'] as const).map(
        (name): Figure =>
          figureOf(
            name.endsWith('ms') ? 'ms' : 'requests',
            runs.map((run) => run[name]),
          ),
      );
      rows.push({ name: peer.name, cells });
    }
    const [count, baseline] = [manyCallersText, `1 request; ${slowReply} ms is the time of the server`];
    return {
      columns: ['requests, cold', 'time, cold', 'requests, expired', 'time, expired'],
      rows,
      goals: [
        { work: `${count} callers, cold: requests`, baseline, today: figureIn(rows, own), atMost: 1 },
        { work: `${count} callers, cold: time`, baseline, today: figureIn(rows, own, 1), atMost: 35 },
        { work: `${count} callers at expiry: requests`, baseline, today: figureIn(rows, own, 2), atMost: 1 },
        { work: `${count} callers at expiry: time`, baseline, today: figureIn(rows, own, 3), atMost: 28 },
      ],
    };
  },
};

function measure(peer: LoadedPeer, server: Server, size: number) {
  return inTestTime(async (advance) => {
    const client = peer.create(targetOf(server, true));
    const together = async () => {
      const [requests, start] = [server.tokenRequests(), performance.now()];
      await Promise.all(Array.from({ length: size }, () => client.token()));
      return { requests: server.tokenRequests() - requests, ms: performance.now() - start };
    };
    const cold = await together();
    advance(3_601_000);
    const expired = await together();
    return {
      'cold requests': cold.requests,
      'cold ms': cold.ms,
      'expired requests': expired.requests,
      'expired ms': expired.ms,
    };
  });
}
