// Prints the times in ns of a hit in a bare map and with the clients of a peer, for each of two numbers of clients.
import { compare } from '../measure/compare.ts';
import type { Repeat } from '../measure/repeat.ts';
import { loadPeer } from '../peers/index.ts';
import type { Caching } from '../peers/peer.ts';
import { targetWithoutNetwork } from '../server/no-network.ts';

const [file = '', few = '', many = '', rounds = ''] = process.argv.slice(2);
const { caches } = await loadPeer(file);
if (!caches) throw new Error(`${file} has no cache`);
const [mapFew, peerFew] = await hits(caches, Number(few));
const [mapMany, peerMany] = await hits(caches, Number(many));
const { baseline, subjects } = await compare(mapFew, new Map(Object.entries({ mapMany, peerFew, peerMany })), {
  rounds: Number(rounds),
  roundTime: 20,
  leastCount: 1_000,
});
const samples = [...subjects].map(([name, { time }]) => [name, time.samples]);
console.log(JSON.stringify({ mapFew: baseline.samples, ...Object.fromEntries(samples) }));

async function hits({ create, token }: Caching, size: number): Promise<[inMap: Repeat, inPeer: Repeat]> {
  const clients = Array.from({ length: size }, (_, index) => create(targetWithoutNetwork(index)));
  for (const client of clients) await token(client);
  const keys = clients.map((_, index) => `client-${index}`);
  const entries = new Map(keys.map((key) => [key, { token: key, expiresAt: Date.now() + 86_400_000 }]));
  const inMap = async (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined || Date.now() >= entry.expiresAt) throw new Error('The token must be in the map');
    return entry.token;
  };
  // Strides over the clients, because a request is rarely for the client of the one before it.
  let position = 0;
  const next = () => {
    position = (position + 7_919) % size;
    return position;
  };
  return [
    async (count) => {
      for (let index = 0; index < count; index += 1) await inMap(keys[next()] ?? '');
    },
    async (count) => {
      for (let index = 0; index < count; index += 1) await token(clients[next()]);
    },
  ];
}
