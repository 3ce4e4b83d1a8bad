import { gzipSync } from 'node:zlib';
import { bundle } from '../measure/bundle.ts';
import { type Figure, figureOf, formatFigure } from '../measure/figure.ts';
import { figureIn, type Row, type Work } from './work.ts';

const pulsoid = 'smallest Pulsoid program';
const references = {
  [pulsoid]: "import { createPulsoid } from '@grantkit/pulsoid'; console.log(createPulsoid);",
  ky: "import ky from 'ky'; console.log(ky);",
};

export const programSize: Work = {
  title: 'Size of a program',
  text: 'A bundle by rolldown for Node, minified and compressed with gzip. The first two rows only import the package. The other rows are the files of this benchmark that use the peers.',
  whyBehind:
    'A peer that is smaller has no cache, no API client, no retries or no checks of the reply. ky and valibot are a third of Grantkit.',
  async run({ peers }) {
    const rows: Row[] = [];
    for (const [name, code] of Object.entries(references)) {
      rows.push({ name, reference: true, cells: await sizesOf(code) });
    }
    for (const { name, file } of peers) {
      const code = `import { peer } from '../peers/${file}.ts'; console.log(peer);`;
      rows.push({ name, cells: await sizesOf(code) });
    }
    const baseline = ['ky', 'ky + valibot by hand'].map((name) => `${name} ${formatFigure(figureIn(rows, name))}`);
    return {
      columns: ['min + gzip', 'min'],
      rows,
      goals: [
        {
          work: 'smallest Pulsoid program',
          baseline: baseline.join(', '),
          today: figureIn(rows, pulsoid),
          atMost: 20_000,
        },
      ],
    };
  },
};

async function sizesOf(code: string): Promise<readonly Figure[]> {
  const minified = await bundle(code, { minify: true });
  return [gzipSync(minified).byteLength, Buffer.byteLength(minified)].map((bytes) => figureOf('bytes', [bytes]));
}
