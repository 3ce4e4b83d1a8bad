import { createSharedToken } from '../cache/shared-token.ts';
import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError } from '../contract/grant-error.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import type { Client } from '../endpoint/client.ts';
import { type Flight, takeOff } from '../platform/single-flight.ts';
import { requestGrant } from './attempts.ts';
import { createBackoff } from './backoff.ts';
import { type Turn, takeTurn } from './renewal-lock.ts';
import { ageOf, evenSpread, firstComeSpread, type HeldToken, holdToken } from './token-lifetime.ts';

/** Anything that can give a token. */
export interface TokenSource {
  /**
   * A token that is valid now: from memory where there is one, renewed behind the callers when it is near its end, and
   * requested once for all who ask at the same time.
   *
   * @throws {GrantError} when no valid token can be had within the client's `timeout`.
   */
  token(options?: TokenOptions): Promise<AccessToken>;
  /**
   * Gives up this very token, in memory and in the shared cache, and no newer one. Call it when somebody who was shown
   * the token says that it is bad; `api` and `fetch` do so by themselves.
   */
  invalidate(token: AccessToken | string): Promise<void>;
}

/** Options of one {@link TokenSource.token} call. */
export interface TokenOptions {
  /** Frees this caller when it is aborted (`aborted`); the others get their token. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the authorization server for a new token, whatever is in memory or remembered. @default false */
  readonly forceRefresh?: boolean | undefined;
}

/** What a source needs beyond what a grant does. */
export interface TokenSourceContext extends Client {
  readonly cache: TokenCache | undefined;
  /** ms for getting a token: reading the cache, all tries and all waits. */
  readonly timeout: number;
  /** The longest `Retry-After` that is honoured: ms. */
  readonly maxRetryAfter: number;
  /** Runs shared work outside the async context of the caller who happens to start it. */
  detached<T>(run: () => T): T;
}

/** What a source would say of itself; nothing in it is a secret. */
export interface TokenSourceState {
  readonly held: HeldToken | undefined;
  readonly renewing: boolean;
  readonly failure: GrantError | undefined;
  /** ms until the next attempt may be made. */
  readonly wait: number;
}

/** ms. Callers who leave sooner say nothing about the server. */
const shortestPatience = 1_000;
const noTurn: Turn = { release: async () => {} };

/** A source as the rest of its client sees it. */
export interface TokenSourceInside extends TokenSource {
  /** Whether this is the token in memory. */
  holds(accessToken: string): boolean;
  state(): TokenSourceState;
}

/** One flight's errand. */
interface Trip {
  /** Whether to ask the token endpoint whatever is shared or remembered. */
  readonly forced: boolean;
  /** Whether no caller waits for it. */
  readonly behind: boolean;
  readonly deadline: number;
  /** Flights are numbered in the order in which they leave. */
  readonly departure: number;
  readonly signal: AbortSignal;
  commit(): void;
}

export function createTokenSource(
  context: TokenSourceContext,
  scope: readonly string[] | undefined,
  events: Events,
): TokenSourceInside {
  const { provider, clock, timeout } = context;
  const backoff = createBackoff(clock, context.maxRetryAfter);
  const shared = createSharedToken(context, scope, context.cache, events);
  const spread = context.cache !== undefined && context.cache.lock === undefined ? firstComeSpread : evenSpread;
  let held: HeldToken | undefined;
  let lastToken: string | undefined;
  let flight: Flight<AccessToken> | undefined;
  let forcedFlight: Flight<AccessToken> | undefined;
  let departures = 0;
  let lastArrival = 0;

  function token(options?: TokenOptions): Promise<AccessToken> {
    if (options === undefined) return fromMemory() ?? board({ forced: false }).join();
    const { signal, forceRefresh: forced = false } = options;
    if (signal?.aborted) return Promise.reject(aborted());
    return (forced ? undefined : fromMemory()) ?? board({ forced }).join(signal);
  }

  function fromMemory(): Promise<AccessToken> | undefined {
    if (held === undefined) return undefined;
    const age = ageOf(held, clock);
    if (age === 'hard') return undefined;
    if (age === 'soft') renewBehind();
    if (events.heard()) events.emit({ type: 'served', age });
    return held.settled;
  }

  function renewBehind(): void {
    if (flight?.aloft || forcedFlight?.aloft) return;
    const { failure } = backoff;
    const retryAfter = backoff.remaining();
    if (failure === undefined || retryAfter === 0) void board({ forced: false, behind: true }).join();
    else if (events.heard()) events.emit({ type: 'gated', code: failure.code, retryAfter });
  }

  /** The flight that is on its way, or a new one. A forced one reads no cache, so it serves everybody. */
  function board({ forced, behind = false }: { forced: boolean; behind?: boolean }): Flight<AccessToken> {
    if (forcedFlight?.aloft) return forcedFlight;
    if (flight?.aloft && !forced) return flight;
    departures += 1;
    const departure = departures;
    const start = clock.monotonic();
    const deadline = start + timeout;
    const started = context.detached(() =>
      takeOff(
        {
          fly: (signal, commit) => acquire({ forced, behind, deadline, departure, signal, commit }),
          timeout,
          timedOut,
          aborted,
          abandoned: () => abandoned(start),
        },
        clock,
      ),
    );
    if (forced) forcedFlight = started;
    else flight = started;
    return started;
  }

  async function acquire(trip: Trip): Promise<AccessToken> {
    const { forced, behind, deadline, signal, commit } = trip;
    const keep = () => (behind && held !== undefined && ageOf(held, clock) !== 'hard' ? held : undefined);
    const gated = () => backoff.isClosed(deadline);
    const needs = { shared, adopt, keep, gated, clock, events, signal, timeout, deadline };
    const turn = forced ? noTurn : await takeTurn(needs);
    if ('settled' in turn) {
      // It may have been rejected while its turn was being given back.
      return shared.isWithdrawn(turn.settled.token.accessToken) ? acquire(trip) : settle(turn.settled, trip);
    }
    let granted = false;
    try {
      const request = { ...trip, scope, backoff, events, knownTokens: lastToken === undefined ? [] : [lastToken] };
      const grant = await requestGrant(context, request);
      granted = true;
      const { token, secret, lived } = grant;
      // First into memory: from here on the flight takes no more passengers.
      const settled = settle(holdToken(token, lived, clock, spread), trip);
      commit();
      events.emit({ type: 'requested', expiresAt: token.expiresAt, duration: lived, behind });
      // What was not taken into memory is no news to those who share the cache either.
      if (held?.settled === settled) await shared.write(token, secret);
      return await settled;
    } finally {
      // While the server is down, the lock of a renewal that failed runs out by itself: that spaces out a whole fleet.
      if (granted || keep() === undefined) await turn.release();
    }
  }

  /** A shared token that is worth having: not dead, and newer than the one that is to be renewed. */
  async function adopt(): Promise<HeldToken | undefined> {
    // Without the secret there is no key; whether the secret can be had is for the request to find out, and to retry.
    const candidate = await shared.read().catch(() => undefined);
    if (candidate === undefined) return undefined;
    const adopted = holdToken(candidate, Math.max(0, clock.now() - candidate.issuedAt), clock, spread);
    if (ageOf(adopted, clock) === 'hard') return undefined;
    const current = held !== undefined && ageOf(held, clock) !== 'hard' ? held.token : undefined;
    if (current !== undefined && candidate.expiresAt <= current.expiresAt) return undefined;
    events.emit({ type: 'adopted', expiresAt: candidate.expiresAt });
    return adopted;
  }

  /** Takes a token into memory, unless a flight that left later has landed before. */
  function settle(arrived: HeldToken, { departure }: Trip): Promise<AccessToken> {
    if (departure > lastArrival) {
      lastArrival = departure;
      held = arrived;
      lastToken = arrived.token.accessToken;
    }
    return arrived.settled;
  }

  async function invalidate(bad: AccessToken | string): Promise<void> {
    const accessToken = typeof bad === 'string' ? bad : bad.accessToken;
    if (held?.token.accessToken === accessToken) {
      held = undefined;
      events.emit({ type: 'invalidated' });
    }
    // The secret store may be down or hang, the cache may be broken: neither brings the token back here.
    const ends = { timedOut: aborted, aborted, abandoned: aborted };
    const withdrawal = takeOff({ fly: () => shared.withdraw(accessToken), timeout, ...ends }, clock);
    await withdrawal.join().catch(() => {});
  }

  function timedOut(): GrantError {
    const error = timeoutError(`No token within ${timeout} ms`);
    backoff.failed(error);
    events.emit({ type: 'failed', code: 'timeout', status: undefined, duration: timeout });
    return error;
  }

  function timeoutError(summary: string): GrantError {
    const hint = 'Check the network to the token endpoint, or raise the option `timeout`.';
    return new GrantError({ code: 'timeout', provider: provider.name, summary, hint, retryable: true });
  }

  /** A server that makes its last caller leave after a second is slow or down, and is not asked anew for the next. */
  function abandoned(start: number): GrantError {
    const duration = clock.monotonic() - start;
    // While the backoff is closed nothing was asked, and nothing is learnt.
    if (duration >= shortestPatience && backoff.remaining() === 0) {
      backoff.failed(timeoutError(`No token within the ${Math.round(duration)} ms that the callers waited`));
      events.emit({ type: 'failed', code: 'timeout', status: undefined, duration });
    }
    return aborted();
  }

  function aborted(): GrantError {
    return new GrantError({ code: 'aborted', provider: provider.name, summary: 'The caller gave up waiting' });
  }

  return {
    token,
    invalidate,
    holds: (accessToken) => held?.token.accessToken === accessToken,
    state: () => ({
      held,
      renewing: Boolean(flight?.aloft || forcedFlight?.aloft),
      failure: backoff.failure,
      wait: backoff.remaining(),
    }),
  };
}
