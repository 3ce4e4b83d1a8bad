import type { LoadedPeer } from '../peers/index.ts';
import type { Behaviour, Observation, ObserveOptions } from './behaviour.ts';

/** What each peer did, in the order of the peers. */
export type Observed = ReadonlyMap<string, Observation>;

export async function observeAll(
  behaviour: Behaviour,
  peers: readonly LoadedPeer[],
  options: ObserveOptions,
): Promise<Observed> {
  const observe = async (peer: LoadedPeer): Promise<[string, Observation]> => [
    peer.name,
    await behaviour.observe(peer, options),
  ];
  if (behaviour.together) return new Map(await Promise.all(peers.map(observe)));
  const observed: [string, Observation][] = [];
  for (const peer of peers) observed.push(await observe(peer));
  return new Map(observed);
}
