import type { Peer } from '../peers/peer.ts';

/** Something that can go wrong, or that costs requests, and what a peer does then. */
export interface Behaviour {
  /** The heading of its section. */
  readonly title: string;
  /** The meaning of the cell, in a few words for the first table. */
  readonly shows: string;
  /** What happens, and what the cell shows. */
  readonly text: string;
  /** Why the behaviour matters to users. */
  readonly matters: string;
  /** Why a peer that does better than Grantkit does so. It is printed only then. */
  readonly whyBehind: string;
  /** Whether all peers can be observed at the same time. They cannot if the wall clock is moved. */
  readonly together: boolean;
  observe(peer: Peer, options: ObserveOptions): Promise<Observation>;
}

export interface ObserveOptions {
  /** Whether the run only checks that each cell appears, with shorter waits. */
  readonly quick: boolean;
}

export interface Observation {
  /** What was seen in this run. */
  readonly cell: string;
  /** Ranks what was seen: less is better. Absent if the peer cannot be compared. */
  readonly rank?: number;
}
