/** A fleet, what it shares, and what happens to it. All times in ms. */
export interface Scenario {
  readonly title: string;
  readonly sharing: Sharing;
  /** Whether the engine's `Math.random` is random, or always 0.5. */
  readonly jitter: boolean;
  /** How long it is watched. */
  readonly duration: number;
  /** All processes start, and first call `token()`, within this time. */
  readonly startWithin: number;
  /** Each process calls `token()` this often, give or take a tenth. */
  readonly callEvery: number;
  /** Of a token. */
  readonly lifetime: number;
  /** The shortest and the longest time that the authorization server takes. */
  readonly serverTakes: readonly [number, number];
  readonly outage?: Outage;
}

export const sharings = ['none', 'shared, no lock', 'shared, lock'] as const;
export type Sharing = (typeof sharings)[number];

/** While it lasts, requests are answered with 503, or not at all. */
export interface Outage {
  readonly from: number;
  readonly until: number;
  readonly answers: boolean;
}

export const processes = 1_000;
/** The shortest and the longest round trip to the cache. */
export const cacheTakes = [1, 3] as const;
