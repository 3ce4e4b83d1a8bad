import { compare } from '../measure/compare.ts';
import { formatFigure, ratioOf } from '../measure/figure.ts';
import { repeat } from '../measure/repeat.ts';
import { targetOf } from '../server/server.ts';
import { byHand, figureIn, own, type Work } from './work.ts';

export const tokenRequest: Work = {
  title: 'One token request',
  text: 'A token request on loopback, past any cache, against bare `fetch`.',
  whyBehind:
    'A peer that is faster checks less of the reply, has no timeout, or follows redirects. `fetch` itself takes most of the time.',
  async run({ peers, server, quick }) {
    const [baseline, ...others] = peers.toSorted((a, b) => Number(b.file === 'fetch') - Number(a.file === 'fetch'));
    if (baseline === undefined) throw new Error('There is no baseline');
    const requestOf = (peer: typeof baseline) => repeat(peer.create(targetOf(server)).request);
    const { baseline: time, subjects } = await compare(
      requestOf(baseline),
      new Map(others.map((peer) => [peer.name, requestOf(peer)])),
      { ...(quick ? { rounds: 2, roundTime: 10 } : { rounds: 40, roundTime: 50 }), leastCount: 10 },
    );
    const timeOf = (name: string) => subjects.get(name)?.time.samples ?? [];
    const rows = peers.map(({ name }) => {
      const comparison = subjects.get(name);
      return { name, cells: comparison ? [comparison.ratio, comparison.time] : ['the baseline', time] };
    });
    return {
      columns: ['ratio', 'time'],
      rows,
      goals: [
        {
          work: 'one token request',
          baseline: `bare \`fetch\` = 1.00; ${byHand} ${formatFigure(figureIn(rows, byHand))}`,
          today: figureIn(rows, own),
          atMost: 1.21,
        },
        {
          work: 'one token request, against the same by hand',
          baseline: `${byHand} = 1.00`,
          today: ratioOf(timeOf(own), timeOf(byHand)),
          atMost: 1,
        },
      ],
    };
  },
};
