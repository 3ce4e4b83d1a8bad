import { createSharedToken, type SharedToken } from '../cache/shared-token.ts';
import { type AccessToken, accessTokenOf } from '../contract/access-token.ts';
import { defaultMaxRetryAfter } from '../contract/client-options.ts';
import type { Events } from '../contract/events.ts';
import { type GrantError, invalidConfig } from '../contract/grant-error.ts';
import type { TokenOptions, TokenSource } from '../contract/token-source.ts';
import { isSignal, withDeadline } from '../platform/abort.ts';
import { type Flight, startFlight } from '../platform/single-flight.ts';
import { Backoff } from './backoff.ts';
import { renew, type TokenSourceContext } from './renewal.ts';
import { type Bound, isReplaced, tokenBinding } from './token-binding.ts';
import { ageAt, type HeldToken } from './token-lifetime.ts';
import { TokenMemory } from './token-memory.ts';
import { abortedError, asGrantError, timeoutError } from './wait-errors.ts';

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

/** A renewal that callers may join. */
interface RunningRenewal extends Bound {
  readonly flight: Flight<AccessToken>;
  readonly forced: boolean;
}

/** Serves the token in memory, and renews it. A process may have 100,000 sources, so each is one object without closures. */
export class RenewingTokenSource implements InspectableTokenSource {
  readonly context: TokenSourceContext;
  readonly memory: TokenMemory;
  readonly scope: readonly string[] | undefined;
  readonly events: Events;
  readonly backoff: Backoff;
  readonly shared: SharedToken;
  #running: RunningRenewal | undefined;
  #sequence = 0;

  constructor(context: TokenSourceContext, scope: readonly string[] | undefined, events: Events) {
    const { client, options } = context;
    this.context = context;
    this.memory = new TokenMemory(context);
    this.scope = scope;
    this.events = events;
    this.backoff = new Backoff(client.clock, options.maxRetryAfter ?? defaultMaxRetryAfter);
    this.shared = createSharedToken(client, scope, options.cache, events);
  }

  token(options?: TokenOptions): Promise<AccessToken> {
    if (!options) return this.#fromMemory() ?? this.#wait(false);
    const { signal, forceRefresh: forced = false } = options;
    const { client } = this.context;
    if (signal && !isSignal(signal)) {
      return Promise.reject(invalidConfig(client.provider.name, 'The option `signal` must be an AbortSignal'));
    }
    if (signal?.aborted) return Promise.reject(abortedError(client));
    return (forced ? undefined : this.#fromMemory()) ?? this.#wait(forced, signal ?? undefined);
  }

  #fromMemory(): Promise<AccessToken> | undefined {
    const { held, clocks } = this.memory;
    if (held === undefined) return undefined;
    const now = clocks.now();
    const age = ageAt(held, now, clocks.monotonicAt(now, held.reuse));
    if (age === 'hard') return undefined;
    if (age === 'soft') this.#renewInBackground();
    if (this.events.hasListeners()) this.events.emit({ type: 'served', age });
    return held.promise;
  }

  /** Waits for a renewal; and for the next one, if the first ends or is cut off before this caller's own deadline. */
  async #wait(forced: boolean, signal?: AbortSignal): Promise<AccessToken> {
    const { client } = this.context;
    const { clock, timeout } = client;
    const deadline = clock.monotonic() + timeout;
    const caller = { deadline, signal, timedOut: () => timeoutError(client), aborted: () => abortedError(client) };
    for (;;) {
      const token = await this.#joinOrStart({ forced }).join(caller);
      if (token !== undefined) return token;
      const renewed = forced ? undefined : this.#fromMemory();
      if (renewed !== undefined) return renewed;
      if (clock.monotonic() >= deadline) throw timeoutError(client);
    }
  }

  #renewInBackground(): void {
    if (this.#running?.flight.joinable) return;
    const { backoff, events } = this;
    const { client, options } = this.context;
    const { failure } = backoff;
    const retryAfter = backoff.retryAfter();
    if (failure !== undefined && retryAfter > 0) {
      if (events.hasListeners()) events.emit({ type: 'held_back', code: failure.code, retryAfter });
      return;
    }
    const flight = this.#joinOrStart({ background: true });
    // This join counts as a caller that never leaves. An event and `explain()` report its failure.
    const errors = { timedOut: () => timeoutError(client), aborted: () => abortedError(client) };
    flight.join({ deadline: Number.POSITIVE_INFINITY, ...errors }).catch(() => {});
    // An async function hands over what it throws as a rejection.
    (async () => options.waitUntil?.(flight.ended))().catch(() => {});
  }

  /** Every caller may join a forced flight, because it reads no cache. A forced caller joins only a forced flight. */
  #joinOrStart({ forced = false, background = false }): Flight<AccessToken> {
    const { client, asyncScope } = this.context;
    const { clock, timeout, provider } = client;
    const joined = this.#running;
    if (joined?.flight.joinable && (joined.forced || !forced) && !isReplaced(joined, provider)) return joined.flight;
    this.#sequence += 1;
    const start = clock.monotonic();
    let sent = false;
    const sending = () => {
      sent = true;
    };
    // A whole `timeout`, also if the caller that starts it has less time left: others may join it.
    const deadline = start + timeout;
    const renewal = { forced, background, deadline, sequence: this.#sequence, sending };
    const work = {
      run: (signal: AbortSignal, commit: () => void) =>
        renew(this, { ...renewal, signal, commit }).catch((error: unknown) => {
          throw asGrantError(client, error);
        }),
      deadline,
      timedOut: () => (sent ? this.#timedOut() : timeoutError(client)),
      abandoned: () => (sent ? this.#abandoned(start) : abortedError(client)),
    };
    const flight = asyncScope.runInAsyncScope(() => startFlight(work, clock));
    const running = { flight, forced, binding: tokenBinding(provider) };
    this.#running = running;
    // Its signal, timer and closures are 2 kB, which a client would otherwise keep until its next renewal.
    void flight.ended.then(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return flight;
  }

  async invalidate(bad: AccessToken | string): Promise<void> {
    const accessToken = accessTokenOf(bad);
    if (accessToken === undefined) return;
    if (this.memory.remove(accessToken)) this.events.emit({ type: 'invalidated' });
    const { client } = this.context;
    const { clock, timeout } = client;
    const aborted = () => abortedError(client);
    // The secret store may hang and the cache may be broken. The token is invalid here in any case.
    const remove = () => this.shared.invalidate(accessToken);
    await withDeadline(remove, { clock, timeout, timedOut: aborted, aborted }).catch(() => {});
  }

  #timedOut(error: GrantError = timeoutError(this.context.client), duration = this.context.client.timeout): GrantError {
    this.backoff.failed(error);
    this.events.emit({ type: 'failed', code: 'timeout', status: undefined, duration });
    return error;
  }

  /** A server that makes its last caller leave after a second is slow or down, so it counts as a failure. */
  #abandoned(start: number): GrantError {
    const { client } = this.context;
    const waited = client.clock.monotonic() - start;
    if (waited >= shortestWait) {
      const summary = `No token within the ${Math.round(waited)} ms that the callers waited`;
      this.#timedOut(timeoutError(client, summary), waited);
    }
    return abortedError(client);
  }

  holds(accessToken: string): boolean {
    return this.memory.held?.token.accessToken === accessToken;
  }

  hasSeen(accessToken: string): boolean {
    return this.memory.hasSeen(accessToken);
  }

  state(): TokenSourceState {
    const { backoff } = this;
    const { held } = this.memory;
    const renewing = this.#running?.flight.joinable ?? false;
    return { held, renewing, failure: backoff.failure, retryAfter: backoff.retryAfter() };
  }
}
