import { runChild } from '../measure/child.ts';
import { figureOf, formatFigure } from '../measure/figure.ts';
import { figureIn, own, type Row, type Work } from './work.ts';

const child = new URL('./many-clients-child.ts', import.meta.url);
const few = 10;

export const manyClients: Work = {
  title: 'A hit among many clients',
  text: '`await token()` of one client after another, in strides. The cost of a hit then depends on how much memory a client touches. Each peer has a process of its own, which also measures a bare `Map` with as many entries.',
  whyBehind: 'A peer whose client is smaller misses the processor cache less often.',
  async run({ peers, quick }) {
    const [many, rounds] = quick ? [500, 1] : [100_000, 9];
    const rows: Row[] = [];
    for (const { name, file, caches } of peers) {
      if (!caches) {
        rows.push({ name, cells: ['no cache', '', '', ''] });
        continue;
      }
      const samples: Record<string, number[]> = Object(await runChild(child, [file, `${few}`, `${many}`, `${rounds}`]));
      const figure = (member: string) => figureOf('ns', samples[member] ?? []);
      rows.push({ name, cells: ['peerMany', 'peerFew', 'mapMany', 'mapFew'].map(figure) });
    }
    const size = many.toLocaleString('en');
    return {
      columns: [`${size} clients`, `${few} clients`, `bare \`Map\`, ${size}`, `bare \`Map\`, ${few}`],
      rows,
      goals: [
        {
          work: `a hit with ${size} clients`,
          baseline: `a bare \`Map\` with as many: ${formatFigure(figureIn(rows, own, 2))}; Grantkit with ${few} clients: ${formatFigure(figureIn(rows, own, 1))}`,
          today: figureIn(rows, own),
          atMost: 2_200,
        },
      ],
    };
  },
};
