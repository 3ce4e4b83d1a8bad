import { compare } from '../measure/compare.ts';
import { formatFigure } from '../measure/figure.ts';
import { repeat } from '../measure/repeat.ts';
import { targetWithoutNetwork } from '../server/no-network.ts';
import { figureIn, own, type Work } from './work.ts';

export const cachedToken: Work = {
  title: 'A token in memory',
  text: '`await token()` of a client that holds a token, against an `async` function with `Map.get` and `Date.now`.',
  whyBehind:
    'A peer that is faster compares one clock. Grantkit also compares its last reading of the monotonic clock. Otherwise a wall clock that was set back would keep a dead token alive. It also checks whether a renewal is due.',
  async run({ peers, quick }) {
    const subjects = new Map();
    for (const peer of peers.filter(({ caches }) => caches)) {
      const client = peer.create(targetWithoutNetwork());
      await client.token();
      subjects.set(peer.name, repeat(client.token));
    }
    const options = quick ? { rounds: 3, roundTime: 5 } : { rounds: 40, roundTime: 25 };
    const { baseline, subjects: compared } = await compare(repeat(cacheOf('token')), subjects, options);
    const rows = peers.map(({ name }) => {
      const comparison = compared.get(name);
      return { name, cells: comparison ? [comparison.ratio, comparison.time] : ['no cache', ''] };
    });
    return {
      columns: ['ratio', 'time'],
      rows,
      goals: [
        {
          work: 'cached `await token()`',
          baseline: `an \`async\` function with \`Map.get\` and \`Date.now\` = 1.00 (${formatFigure(baseline)})`,
          today: figureIn(rows, own),
          atMost: 1.05,
        },
      ],
    };
  },
};

function cacheOf(accessToken: string): () => Promise<string> {
  const entries = new Map([['key', { accessToken, expiresAt: Date.now() + 86_400_000 }]]);
  return async () => {
    const entry = entries.get('key');
    if (entry === undefined || Date.now() >= entry.expiresAt) throw new Error('The token must be in the map');
    return entry.accessToken;
  };
}
