/** A fleet, what it shares, and what happens to it. All times are in ms. */
export interface Scenario {
  readonly title: string;
  readonly sharing: Sharing;
  /** Whether the engine's `Math.random` is random. If not, it is always 0.5. */
  readonly jitter: boolean;
  /** How long the simulation runs, in virtual time. */
  readonly duration: number;
  /** All processes start, and first call `token()`, within this time. */
  readonly startWithin: number;
  /** The time between two calls of a process, plus or minus a tenth. */
  readonly callEvery: number;
  /** The lifetime of a token. */
  readonly lifetime: number;
  /** The shortest and the longest time that the authorization server takes for a reply. */
  readonly serverTakes: readonly [number, number];
  readonly outage?: Outage;
}

/** Whether the processes share a cache, and whether it has a lock. */
export const sharings = ['none', 'shared, no lock', 'shared, lock'] as const;
export type Sharing = (typeof sharings)[number];

/** A time in which the authorization server grants no token. */
export interface Outage {
  readonly from: number;
  readonly until: number;
  /** Whether the server replies with 503. If not, it does not reply at all. */
  readonly answers: boolean;
}

/** The number of processes. */
export const processes = 1_000;
/** The shortest and the longest round trip to the cache, in ms. */
export const cacheTakes = [1, 3] as const;
