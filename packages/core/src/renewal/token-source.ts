import { createSharedToken } from '../cache/shared-token.ts';
import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import type { Client } from '../endpoint/client.ts';
import { withDeadline } from '../platform/abort.ts';
import { createBudget } from '../platform/budget.ts';
import { errorCode } from '../platform/foreign-error.ts';
import { createRecentMap } from '../platform/recent-map.ts';
import { type Flight, startFlight } from '../platform/single-flight.ts';
import { requestGrant } from './attempts.ts';
import { createBackoff } from './backoff.ts';
import { takeRenewalLock, withoutLock } from './renewal-lock.ts';
import {
  ageOf,
  endNoLaterThan,
  evenSpread,
  firstComeSpread,
  type HeldToken,
  holdToken,
  isNewer,
  withoutSoftAge,
} from './token-lifetime.ts';

/** Anything that can give a token. */
export interface TokenSource {
  /**
   * A valid token: from memory if there is one, renewed in the background near its end, and requested once for all
   * callers who ask at the same time.
   *
   * @throws {GrantError} if there is no valid token within the client's `timeout`. `timeout` and `aborted` come from the
   * wait; `network`, `redirect_refused`, `invalid_response`, `not_found`, `rate_limited`, `server_error`, `refused` and
   * the codes of RFC 6749 §5.2 from the token endpoint; `credential_unavailable` and `invalid_config` from the
   * credentials, before anything is sent.
   */
  token(options?: TokenOptions): Promise<AccessToken>;
  /**
   * Invalidates this token, in memory and in the shared cache, and no newer one. Call it when a server rejects the
   * token; `api` and `fetch` do so by themselves. The main client does it for every scope. It never rejects.
   */
  invalidate(token: AccessToken | string): Promise<void>;
}

/** Options of one {@link TokenSource.token} call. */
export interface TokenOptions {
  /** Frees this caller when it is aborted, with the code `aborted`. Other callers still get their token. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the authorization server for a new token, whatever is in memory, cached or remembered. @default false */
  readonly forceRefresh?: boolean | undefined;
}

/** What a token source needs besides its client. */
export interface TokenSourceContext extends Client {
  readonly cache: TokenCache | undefined;
  /** The longest `Retry-After` that is obeyed, in ms. */
  readonly maxRetryAfter: number;
  /** Hands a background renewal to the platform. */
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
  /** Runs shared work outside the async context of the caller that starts it. */
  detached<T>(run: () => T): T;
}

/** The state of a token source. Nothing in it is a secret but the token that is held. */
export interface TokenSourceState {
  readonly held: HeldToken | undefined;
  readonly renewing: boolean;
  readonly failure: GrantError | undefined;
  /** Milliseconds until the next attempt may start; 0 when nothing is held back. */
  readonly retryAfter: number;
}

/** A token source as the other parts of its client see it. */
export interface InspectableTokenSource extends TokenSource {
  /** Whether this is the token in memory. */
  holds(accessToken: string): boolean;
  /** Whether this source has held the token lately, so that its shared entry may still hold it. */
  hasSeen(accessToken: string): boolean;
  state(): TokenSourceState;
}

const mostSeen = 8;

/** How long callers must wait before leaving says something about the server, in ms. */
const shortestWait = 1_000;

/** How a renewal starts. */
interface Start {
  readonly forced: boolean;
  readonly background?: boolean;
  readonly deadline: number;
}

/** A renewal in progress. `background` means that no caller waits for it. */
interface Renewal {
  readonly forced: boolean;
  readonly background: boolean;
  readonly deadline: number;
  /** Its place in the order in which renewals started. */
  readonly sequence: number;
  readonly signal: AbortSignal;
  commit(): void;
}

/** Names one grant. A server may grant the same token again, with a new lifetime. */
function grantOf({ accessToken, issuedAt }: AccessToken): string {
  return `${issuedAt} ${accessToken}`;
}

export function createTokenSource(
  context: TokenSourceContext,
  scope: readonly string[] | undefined,
  events: Events,
): InspectableTokenSource {
  const { provider, clock, timeout, cache } = context;
  const backoff = createBackoff(clock, createBudget(clock), context.maxRetryAfter);
  const shared = createSharedToken(context, scope, cache, events);
  const spread = cache !== undefined && cache.lock === undefined ? firstComeSpread : evenSpread;
  let held: HeldToken | undefined;
  /** The grants of late, with the ends that were computed when they came. */
  const seen = createRecentMap<HeldToken>(mostSeen);
  let flight: (Flight<AccessToken> & { readonly forced: boolean }) | undefined;
  let sequence = 0;
  let heldSequence = 0;

  function token(options?: TokenOptions): Promise<AccessToken> {
    if (options === undefined) return fromMemory() ?? wait(false);
    const { signal, forceRefresh: forced = false } = options;
    if (signal?.aborted) return Promise.reject(aborted());
    return (forced ? undefined : fromMemory()) ?? wait(forced, signal ?? undefined);
  }

  function fromMemory(): Promise<AccessToken> | undefined {
    if (held === undefined) return undefined;
    const age = ageOf(held, clock);
    if (age === 'hard') return undefined;
    if (age === 'soft') renewInBackground();
    if (events.hasListeners()) events.emit({ type: 'served', age });
    return held.promise;
  }

  /** Waits for a renewal; and for the next one, if the first ends or is cut off before this caller's own deadline. */
  async function wait(forced: boolean, signal?: AbortSignal): Promise<AccessToken> {
    const deadline = clock.monotonic() + timeout;
    const caller = { deadline, signal, timedOut: () => timeoutError(), aborted };
    for (;;) {
      const token = await joinOrStart({ forced, deadline }).join(caller);
      if (token !== undefined) return token;
      const renewed = forced ? undefined : fromMemory();
      if (renewed !== undefined) return renewed;
    }
  }

  function renewInBackground(): void {
    if (flight?.joinable) return;
    const { failure } = backoff;
    const retryAfter = backoff.retryAfter();
    if (failure !== undefined && retryAfter > 0) {
      if (events.hasListeners()) events.emit({ type: 'held_back', code: failure.code, retryAfter });
      return;
    }
    const deadline = clock.monotonic() + timeout;
    const renewal = joinOrStart({ forced: false, background: true, deadline });
    // It counts as a caller that never leaves. Its failure is an event, and shows in `explain()`.
    renewal.join({ deadline, timedOut: () => timeoutError(), aborted }).catch(() => {});
    try {
      context.waitUntil?.(renewal.ended);
    } catch {}
  }

  /** A forced flight reads no cache, so every caller may join it; a forced caller joins no other one. */
  function joinOrStart({ forced, background = false, deadline }: Start): Flight<AccessToken> {
    if (flight?.joinable && (flight.forced || !forced)) return flight;
    sequence += 1;
    const start = clock.monotonic();
    const renewal = { forced, background, deadline, sequence };
    const plan = {
      run: (signal: AbortSignal, commit: () => void) => renew({ ...renewal, signal, commit }).catch(asGrantError),
      deadline,
      timedOut: () => timedOut(),
      abandoned: () => abandoned(start),
    };
    flight = Object.assign(
      context.detached(() => startFlight(plan, clock)),
      { forced },
    );
    return flight;
  }

  async function renew(renewal: Renewal): Promise<AccessToken> {
    const { forced, background, deadline, signal, commit } = renewal;
    const keep = () => (background && held !== undefined && ageOf(held, clock) !== 'hard' ? held : undefined);
    const heldBack = () =>
      backoff.retryAfterForCallers() > 0 && clock.monotonic() + backoff.retryAfterForCallers() >= deadline;
    const lockContext = { shared, fromCache, keep, heldBack, clock, events, signal, timeout, deadline };
    const lock = forced ? withoutLock : await takeRenewalLock(lockContext);
    if ('held' in lock) {
      // An API may have rejected it while the lock was being released.
      return shared.isInvalidated(lock.held.token.accessToken) ? renew(renewal) : keepInMemory(lock.held, renewal);
    }
    let granted = false;
    try {
      const grant = await requestGrant(context, { scope, backoff, events, signal, deadline, forced });
      granted = true;
      const { token, secret, elapsed } = grant;
      // Into memory first, then `commit`: from here on new callers find the token there, and nobody joins this flight.
      const promise = keepInMemory(holdToken(token, elapsed, clock, spread), renewal);
      commit();
      events.emit({ type: 'requested', expiresAt: token.expiresAt, duration: elapsed, background });
      // A token that is too old for this memory is too old for the cache as well.
      if (held?.promise === promise) await shared.write(token, secret);
      return await promise;
    } finally {
      await lock.release(granted);
    }
  }

  /** A shared token, if it is alive and newer than the one in memory. */
  async function fromCache(): Promise<HeldToken | undefined> {
    // Without a secret there is no cache key. The request reports that failure, and retries it.
    const shown = await shared.read().catch(() => undefined);
    if (shown === undefined) return undefined;
    const read = holdToken(shown, Math.max(0, clock.now() - shown.issuedAt), clock, spread);
    const known = seen.get(grantOf(shown));
    // The wall clock may have been set back since, or the clock of the process that shared it may be ahead.
    const candidate = known === undefined ? read : endNoLaterThan(read, known);
    if (ageOf(candidate, clock) === 'hard') return undefined;
    const current = held !== undefined && ageOf(held, clock) !== 'hard' ? held.token : undefined;
    if (current !== undefined && !isNewer(shown, current)) return undefined;
    context.knownCredentials.rememberToken(shown);
    events.emit({ type: 'from_cache', expiresAt: shown.expiresAt });
    return candidate;
  }

  /** Keeps a token in memory, unless a renewal that started later has finished already. */
  function keepInMemory(arrived: HeldToken, { sequence, background }: Renewal): Promise<AccessToken> {
    const { accessToken } = arrived.token;
    seen.set(grantOf(arrived.token), arrived);
    if (sequence > heldSequence) {
      heldSequence = sequence;
      // Some servers grant the same token until it ends. Another background renewal would get it once more.
      const isGrantedAgain = background && arrived !== held && held?.token.accessToken === accessToken;
      held = isGrantedAgain ? withoutSoftAge(arrived) : arrived;
    }
    return arrived.promise;
  }

  async function invalidate(bad: AccessToken | string): Promise<void> {
    const accessToken: unknown = typeof bad === 'string' ? bad : Object(bad).accessToken;
    // A JavaScript program may pass a token that it never got.
    if (typeof accessToken !== 'string') return;
    if (held?.token.accessToken === accessToken) {
      held = undefined;
      events.emit({ type: 'invalidated' });
    }
    // The secret store may hang and the cache may be broken. The token is invalid here in any case.
    const removal = withDeadline(() => shared.invalidate(accessToken), { clock, timeout, timedOut: aborted, aborted });
    await removal.catch(() => {});
  }

  function timedOut(error = timeoutError(), duration = timeout): GrantError {
    backoff.failed(error);
    events.emit({ type: 'failed', code: 'timeout', status: undefined, duration });
    return error;
  }

  function timeoutError(summary = `No token within ${timeout} ms`): GrantError {
    const hint = 'Check the network to the token endpoint, or raise the option `timeout`.';
    return new GrantError({ code: 'timeout', provider: provider.name, summary, hint, retryable: true });
  }

  /** A server that makes its last caller leave after a second is slow or down, so it counts as a failure. */
  function abandoned(start: number): GrantError {
    const waited = clock.monotonic() - start;
    // While attempts are held back nothing was sent, so this says nothing about the server.
    if (waited >= shortestWait && backoff.retryAfter() === 0) {
      timedOut(timeoutError(`No token within the ${Math.round(waited)} ms that the callers waited`), waited);
    }
    return aborted();
  }

  /** A runtime or a broken cache may throw anything. */
  function asGrantError(error: unknown): never {
    if (isGrantError(error)) throw error;
    const summary = `The token request failed${errorCode(error)}`;
    throw new GrantError({ code: 'network', provider: provider.name, summary, retryable: true });
  }

  function aborted(): GrantError {
    return new GrantError({ code: 'aborted', provider: provider.name, summary: 'The caller stopped waiting' });
  }

  return {
    token,
    invalidate,
    holds: (accessToken) => held?.token.accessToken === accessToken,
    hasSeen: (accessToken) => [...seen.values()].some((known) => known.token.accessToken === accessToken),
    state: () => ({
      held,
      renewing: flight?.joinable ?? false,
      failure: backoff.failure,
      retryAfter: backoff.retryAfter(),
    }),
  };
}
