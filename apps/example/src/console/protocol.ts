import type { Explanation, GrantEvent } from '@grantkit/core';

/**
 * What the page shows. The server sends it over `GET /feed` (server-sent events, `event: state`) after each change, and
 * once a second. In JSON, a member that is `undefined` is absent.
 */
export interface ConsoleState {
  /** The server's clock, in ms since the epoch, for the bars that move. */
  readonly now: number;
  /** The shared cache of all lanes. */
  readonly cache: { readonly kind: 'memory' | 'redis'; readonly sealed: boolean };
  readonly lanes: readonly Lane[];
}

/** One provider. */
export interface Lane {
  /** `pulsoid`, `smokeball`, `pingam` or `issuer`: also the `:lane` of the page's requests. */
  readonly name: string;
  /**
   * The simulator's state; `undefined` for a real service. A simulator has callers of its own, twice a second. The
   * program calls a real service only when a user presses a button.
   */
  readonly simulator: SimulatorState | undefined;
  /** What `client.explain()` says. */
  readonly explanation: Explanation;
  readonly counters: Counters;
  /** API calls so far, and how many of them got no token or no good reply. */
  readonly calls: Calls;
  /**
   * The same calls by the naive program, at a simulator of its own; `undefined` for a real service. `invalidate`,
   * `stampede` and a new lifetime also restart the naive program: it then has no token, and the current secret.
   */
  readonly without: (Calls & { readonly tokenRequests: number }) | undefined;
}

export interface Calls {
  readonly made: number;
  readonly failed: number;
}

/** How often each kind of event happened. */
export interface Counters {
  /** Tokens that callers got from memory. */
  readonly memory: number;
  /** Tokens from the shared cache. */
  readonly cache: number;
  /** Tokens that the token endpoint granted, in the background or not. */
  readonly requested: number;
  readonly background: number;
  readonly replayed: number;
  /** Token requests that were sent, including refused ones. */
  readonly tokenRequests: number;
}

/** The faults that the page has switched on at a simulator. */
export interface SimulatorState {
  readonly stopped: boolean;
  /** The status of every token reply; `undefined` for the usual replies. */
  readonly answers: 429 | 500 | undefined;
  /** Whether new tokens live ten seconds. */
  readonly shortLived: boolean;
}

/**
 * A line of the timeline (`event: entry`), for each event of the client except `served`. Its text contains no token and no
 * secret. Whenever a page connects, it gets the last hundred entries, and then the state.
 */
export interface TimelineEntry {
  /** Counts up from 1. */
  readonly id: number;
  readonly at: number;
  readonly lane: string;
  /** An event of the client, or something that the page made the program do. */
  readonly type: GrantEvent['type'] | 'action' | 'result';
  readonly text: string;
}

/**
 * `POST /lanes/:lane/:action`, without a body. A request for an action that runs already joins it. The reply is `204` when
 * the action is over, `404` for an unknown lane or action, `409` if the lane is a real service and the action is not for
 * real services, or `403` if another page asks.
 */
export type Action =
  /** One API call. */
  | 'call'
  /** 1,000 concurrent callers, on an invalidated token. */
  | 'stampede'
  | 'invalidate'
  // For simulators only.
  | 'stop'
  | 'start'
  | 'answer-429'
  | 'answer-500'
  | 'answer-usual'
  | 'reject-tokens'
  | 'rotate-secret'
  | 'short-lived'
  | 'usual-lifetime';
