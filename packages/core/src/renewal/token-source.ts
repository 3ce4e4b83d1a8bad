import { createSharedToken } from '../cache/shared-token.ts';
import { type AccessToken, accessTokenOf } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { TokenCache } from '../contract/token-cache.ts';
import type { TokenOptions, TokenSource } from '../contract/token-source.ts';
import type { Client } from '../endpoint/client.ts';
import { isSignal, withDeadline } from '../platform/abort.ts';
import { Budget } from '../platform/budget.ts';
import { errorCode } from '../platform/foreign-error.ts';
import { type Flight, startFlight } from '../platform/single-flight.ts';
import { requestGrant } from './attempts.ts';
import { Backoff } from './backoff.ts';
import { takeRenewalLock, withoutLock } from './renewal-lock.ts';
import { type Bound, isReplaced, tokenBinding } from './token-binding.ts';
import { ageOf, evenSpread, firstComeSpread, type HeldToken, holdToken } from './token-lifetime.ts';
import { TokenMemory } from './token-memory.ts';

/** What a token source needs besides its client. */
export interface TokenSourceContext extends Client {
  readonly cache: TokenCache | undefined;
  /** The longest `Retry-After` that is obeyed, in ms. */
  readonly maxRetryAfter: number;
  /** How long before its end a token is no longer served, in ms. */
  readonly expiryMargin: number | undefined;
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

/** In ms. If all callers leave sooner, this does not count as a failure of the server. */
const shortestWait = 1_000;

/** A renewal in progress. `background` means that no caller waits for it. */
interface Renewal {
  readonly forced: boolean;
  readonly background: boolean;
  readonly deadline: number;
  /** Its place in the order in which renewals started. */
  readonly sequence: number;
  readonly signal: AbortSignal;
  /** Notes that a request is sent: only then a timeout says something about the server. */
  sending(): void;
  commit(): void;
}

export function createTokenSource(
  context: TokenSourceContext,
  scope: readonly string[] | undefined,
  events: Events,
): InspectableTokenSource {
  const { provider, clock, timeout, cache } = context;
  const backoff = new Backoff(clock, new Budget(clock), context.maxRetryAfter);
  const shared = createSharedToken(context, scope, cache, events);
  const spread = cache !== undefined && cache.lock === undefined ? firstComeSpread : evenSpread;
  const plan = { spread, expiryMargin: context.expiryMargin };
  const memory = new TokenMemory(provider, clock, plan);
  let flight: (Flight<AccessToken> & Bound & { readonly forced: boolean }) | undefined;
  let sequence = 0;

  function token(options?: TokenOptions): Promise<AccessToken> {
    if (!options) return fromMemory() ?? wait(false);
    const { signal, forceRefresh: forced = false } = options;
    if (signal && !isSignal(signal)) {
      return Promise.reject(invalidConfig(provider.name, 'The option `signal` must be an AbortSignal'));
    }
    if (signal?.aborted) return Promise.reject(aborted());
    return (forced ? undefined : fromMemory()) ?? wait(forced, signal ?? undefined);
  }

  function fromMemory(): Promise<AccessToken> | undefined {
    const { held } = memory;
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
      const token = await joinOrStart({ forced }).join(caller);
      if (token !== undefined) return token;
      const renewed = forced ? undefined : fromMemory();
      if (renewed !== undefined) return renewed;
      if (clock.monotonic() >= deadline) throw timeoutError();
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
    const renewal = joinOrStart({ background: true });
    // This join counts as a caller that never leaves. An event and `explain()` report its failure.
    renewal.join({ deadline: Number.POSITIVE_INFINITY, timedOut: () => timeoutError(), aborted }).catch(() => {});
    // An async function hands over what it throws as a rejection.
    (async () => context.waitUntil?.(renewal.ended))().catch(() => {});
  }

  /** Every caller may join a forced flight, because it reads no cache. A forced caller joins only a forced flight. */
  function joinOrStart({ forced = false, background = false }): Flight<AccessToken> {
    if (flight?.joinable && (flight.forced || !forced) && !isReplaced(flight, provider)) return flight;
    sequence += 1;
    const start = clock.monotonic();
    let sent = false;
    const sending = () => {
      sent = true;
    };
    // A whole `timeout`, also if the caller that starts it has less time left: others may join it.
    const deadline = start + timeout;
    const renewal = { forced, background, deadline, sequence, sending };
    const work = {
      run: (signal: AbortSignal, commit: () => void) => renew({ ...renewal, signal, commit }).catch(asGrantError),
      deadline,
      timedOut: () => (sent ? timedOut() : timeoutError()),
      abandoned: () => (sent ? abandoned(start) : aborted()),
    };
    const started = Object.assign(
      context.detached(() => startFlight(work, clock)),
      { forced, binding: tokenBinding(provider) },
    );
    flight = started;
    // Its signal, timer and closures are 2 kB, which a client would otherwise keep until its next renewal.
    void started.ended.then(() => {
      if (flight === started) flight = undefined;
    });
    return started;
  }

  async function renew(renewal: Renewal): Promise<AccessToken> {
    const { forced, background, deadline, sequence, signal, commit } = renewal;
    const keep = () => (background ? memory.alive() : undefined);
    const heldBack = () =>
      backoff.retryAfterForCallers() > 0 && clock.monotonic() + backoff.retryAfterForCallers() >= deadline;
    const lockContext = { shared, fromCache, keep, heldBack, clock, events, signal, timeout, deadline };
    const lock = forced ? withoutLock : await takeRenewalLock(lockContext);
    if ('held' in lock) {
      // While the lock was being released, an API may have rejected it, or it may have died.
      const { token } = lock.held;
      if (shared.isInvalidated(token.accessToken) || ageOf(lock.held, clock) === 'hard') return renew(renewal);
      memory.keep(lock.held, renewal);
      return token;
    }
    let granted = false;
    try {
      const isOutdated = () => memory.isOutdated(sequence);
      const options = { ...renewal, scope, backoff, events, keyFor: shared.keyFor, isOutdated };
      const grant = await requestGrant(context, options);
      granted = true;
      const { token, key, elapsed } = grant;
      // First into memory, then `commit`. From then on callers get the token from memory, and do not join this flight.
      memory.keep(holdToken(token, grant, clock, plan), renewal);
      commit();
      events.emit({ type: 'requested', expiresAt: token.expiresAt, duration: elapsed, background });
      // Only a token that stays in memory is shared. Otherwise it could replace the token of a later renewal in the cache,
      // or be shared although its credential was replaced during the request.
      if (memory.held?.token === token) await shared.write(token, key);
      return token;
    } finally {
      await lock.release(granted);
    }
  }

  async function fromCache(): Promise<HeldToken | undefined> {
    const binding = tokenBinding(provider);
    // Without a secret there is no cache key. The token request fetches the secret again, and reports the failure.
    const token = await shared.read().catch(() => undefined);
    const candidate = token && memory.shared(token, binding);
    if (candidate === undefined) return undefined;
    context.knownCredentials.rememberToken(candidate.token);
    events.emit({ type: 'from_cache', expiresAt: candidate.token.expiresAt });
    return candidate;
  }

  async function invalidate(bad: AccessToken | string): Promise<void> {
    const accessToken = accessTokenOf(bad);
    if (accessToken === undefined) return;
    if (memory.remove(accessToken)) events.emit({ type: 'invalidated' });
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
    const hint =
      'Check the network to the token endpoint and, if there is one, the function `clientSecret`. Or raise the option `timeout`.';
    return new GrantError({ code: 'timeout', provider: provider.name, summary, hint, retryable: true });
  }

  /** A server that makes its last caller leave after a second is slow or down, so it counts as a failure. */
  function abandoned(start: number): GrantError {
    const waited = clock.monotonic() - start;
    if (waited >= shortestWait) {
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
    holds: (accessToken) => memory.held?.token.accessToken === accessToken,
    hasSeen: (accessToken) => memory.hasSeen(accessToken),
    state: () => ({
      held: memory.held,
      renewing: flight?.joinable ?? false,
      failure: backoff.failure,
      retryAfter: backoff.retryAfter(),
    }),
  };
}
