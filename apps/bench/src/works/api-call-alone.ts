import { compare } from '../measure/compare.ts';
import { repeat } from '../measure/repeat.ts';
import type { Target } from '../peers/peer.ts';
import { answerAtOnce } from '../server/no-network.ts';
import { type Server, targetOf } from '../server/server.ts';
import { callsOf } from './api-call.ts';
import { figureIn, own, type Work } from './work.ts';

export const apiCallAlone: Work = {
  title: 'A call to the API, without a network',
  text: 'The same call with a `fetch` that answers at once: what the client itself costs. The time of that `fetch` and of the JSON is subtracted.',
  whyBehind: 'A peer that is faster checks less about the URL and the reply.',
  async run({ peers, server, quick }) {
    const subjects = new Map();
    for (const peer of peers.filter(({ file }) => file !== 'fetch')) {
      const { target, calls } = countingTarget(server);
      const call = await callsOf(peer.create(target));
      // The token and the API call; a peer with one of them uses the global `fetch` for the other.
      if (call !== undefined && calls() >= 2) subjects.set(peer.name, repeat(call));
    }
    const baseline = repeat(async () => (await answerAtOnce('http://127.0.0.1:9/things', {})).json());
    const options = quick ? { rounds: 2, roundTime: 5 } : { rounds: 40, roundTime: 50 };
    const { subjects: compared } = await compare(baseline, subjects, options);
    const rows = peers.map(({ name }) => {
      const comparison = compared.get(name);
      return { name, cells: comparison ? [comparison.difference, comparison.time] : ['no such call', ''] };
    });
    return {
      columns: ['own time', 'with `fetch` and JSON'],
      rows,
      goals: [
        {
          work: '`client.fetch` without a network',
          baseline: 'a `fetch` that answers at once, subtracted',
          today: figureIn(rows, own),
          atMost: 5_000,
        },
      ],
    };
  },
};

function countingTarget(server: Server): { target: Target; calls: () => number } {
  let calls = 0;
  const fetch: typeof globalThis.fetch = (input, init) => {
    calls += 1;
    return answerAtOnce(input, init);
  };
  return { target: { ...targetOf(server), fetch }, calls: () => calls };
}
