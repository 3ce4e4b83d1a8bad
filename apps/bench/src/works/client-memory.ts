import { runChild } from '../measure/child.ts';
import { figureOf } from '../measure/figure.ts';
import { figureIn, own, type Row, type Work } from './work.ts';

const child = new URL('./client-memory-child.ts', import.meta.url);
const adapter = 'Grantkit for Pulsoid';
const map = '`Map` entry';

export const clientMemory: Work = {
  title: 'Memory of a client',
  text: 'Heap bytes for each client after a garbage collection, without its id, its secret and its token. Each peer has a process of its own. The figure is the mean of 20,000 clients.',
  whyBehind:
    'A peer that is smaller keeps a token and its options. A client of Grantkit also keeps its scopes, its backoff, its events, and which credentials are known or refused.',
  async run({ peers, quick }) {
    const [clients, processes] = quick ? [300, 1] : [20_000, 3];
    const measure = async (file: string) => {
      const runs: Record<string, number>[] = [];
      for (let index = 0; index < processes; index += 1) runs.push(Object(await runChild(child, [file, `${clients}`])));
      return (member: string) =>
        figureOf(
          'bytes',
          runs.map((run) => run[member] ?? Number.NaN),
        );
    };
    const entry = (await measure('map'))('holding');
    const rows: Row[] = [{ name: map, reference: true, cells: [entry, ''] }];
    for (const { name, file, caches } of peers) {
      if (!caches) rows.push({ name, cells: ['no cache', ''] });
      else {
        const bytes = await measure(file);
        rows.push({ name, cells: [bytes('holding'), bytes('idle')] });
      }
    }
    const baseline = [map, '@badgateway/oauth2-client', '@azure/msal-node']
      .map((name) => `${name} ${Math.round(figureIn(rows, name).median).toLocaleString('en')} B`)
      .join(', ');
    return {
      columns: ['holds a token', 'idle'],
      rows,
      goals: [own, adapter].flatMap((name) => [
        { work: `bytes of a client that holds a token: ${name}`, baseline, today: figureIn(rows, name), atMost: 2_000 },
        { work: `bytes of an idle client: ${name}`, baseline: '', today: figureIn(rows, name, 1), atMost: 1_000 },
      ]),
    };
  },
};
