import { compare } from '../measure/compare.ts';
import { repeat, repeatTogether } from '../measure/repeat.ts';
import type { PeerClient } from '../peers/peer.ts';
import { targetOf } from '../server/server.ts';
import { figureIn, own, type Work } from './work.ts';

const width = 32;

export const apiCall: Work = {
  title: 'A call to the API',
  text: `An authorized GET on loopback and its JSON, one at a time and ${width} at a time, against bare \`fetch\` with the token in a variable.`,
  whyBehind:
    'A peer that is faster neither checks whether the API rejected the token, nor keeps the token below the base URL, nor looks at redirects.',
  async run({ peers, server, quick }) {
    const baseline = await callsOf(peers.find(({ file }) => file === 'fetch')?.create(targetOf(server)));
    const [single, together] = [new Map(), new Map()];
    for (const peer of peers.filter(({ file }) => file !== 'fetch')) {
      const call = await callsOf(peer.create(targetOf(server)));
      if (call === undefined) continue;
      single.set(peer.name, repeat(call));
      together.set(peer.name, repeatTogether(call, width));
    }
    if (baseline === undefined) throw new Error('The baseline must call the API');
    const options = {
      ...(quick ? { rounds: 2, roundTime: 10 } : { rounds: 40, roundTime: 100 }),
      leastCount: 2 * width,
    };
    const { subjects: singleCalls } = await compare(repeat(baseline), single, options);
    const { subjects: togetherCalls } = await compare(repeatTogether(baseline, width), together, options);
    const rows = peers.map(({ name, file }) => {
      const [one, many] = [singleCalls.get(name), togetherCalls.get(name)];
      if (one && many) return { name, cells: [one.ratio, many.ratio, one.time, many.time] };
      return { name, cells: [file === 'fetch' ? 'the baseline' : 'calls no API', '', '', ''] };
    });
    const goal = { baseline: 'bare `fetch` = 1.00' };
    return {
      columns: ['one at a time', `${width} at a time`, 'time of one', `time of one of ${width}`],
      rows,
      goals: [
        { ...goal, work: '`client.fetch`, one at a time', today: figureIn(rows, own), atMost: 1.05 },
        { ...goal, work: `\`client.fetch\`, ${width} at a time`, today: figureIn(rows, own, 1), atMost: 1.1 },
      ],
    };
  },
};

/** A call to the API by a client that already has its token; `undefined` if the peer calls no API. */
export async function callsOf(client: PeerClient | undefined): Promise<(() => Promise<unknown>) | undefined> {
  if (client?.callApi === undefined) return undefined;
  const { callApi } = client;
  await callApi('/things');
  return () => callApi('/things');
}
