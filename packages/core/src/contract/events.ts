import type { Clock } from '../platform/clock.ts';
import { type DiagnosticsChannel, diagnosticsChannel } from '../platform/runtime.ts';
import type { GrantErrorCode } from './grant-error.ts';

/**
 * Something that the engine did. No event carries a secret, a token or a cache key.
 *
 * | type | when |
 * |---|---|
 * | `served` | a caller got the token that is in memory |
 * | `from_cache` | a token of another process was taken from the shared cache |
 * | `requested` | the token endpoint granted a token; `background` if no caller waited for it |
 * | `failed` | an attempt failed |
 * | `held_back` | an attempt was not made, because earlier attempts failed |
 * | `invalidated` | a token was removed before its end |
 * | `replayed` | an API request was sent again with a new token or other headers |
 * | `rotated` | the server accepted another secret than before |
 * | `lock_waited` | another process held the lock; `fromCache` if its token came out of the cache |
 * | `cache_failed` | the shared cache threw, hung, or answered with something unusable, or the credential for its key failed |
 *
 * `duration` and `retryAfter` are in ms, `expiresAt` is in ms since the epoch.
 */
export type GrantEvent = GrantEventBase &
  (
    | { readonly type: 'served'; readonly age: 'fresh' | 'soft' }
    | { readonly type: 'from_cache'; readonly expiresAt: number }
    | {
        readonly type: 'requested';
        readonly expiresAt: number;
        readonly duration: number;
        readonly background: boolean;
      }
    | {
        readonly type: 'failed';
        readonly code: GrantErrorCode;
        readonly status: number | undefined;
        readonly duration: number;
      }
    | { readonly type: 'held_back'; readonly code: GrantErrorCode; readonly retryAfter: number }
    | { readonly type: 'invalidated' }
    | { readonly type: 'replayed'; readonly status: number }
    | { readonly type: 'rotated' }
    | { readonly type: 'lock_waited'; readonly duration: number; readonly fromCache: boolean }
    | {
        readonly type: 'cache_failed';
        readonly operation: 'get' | 'set' | 'delete' | 'lock' | 'release';
        readonly reason: 'threw' | 'hung' | 'unusable';
      }
  );

/** The members that every event has. */
export interface GrantEventBase {
  /** The provider's name. */
  readonly provider: string;
  /** The scope that the client asks for; `undefined` if it asks for no scope. */
  readonly scope: readonly string[] | undefined;
  /** When it happened, in ms since the epoch. */
  readonly at: number;
}

/** An event without the members that {@link ClientEvents} adds. */
export type EventDetails = GrantEvent extends infer Event
  ? Event extends GrantEvent
    ? Omit<Event, keyof GrantEventBase>
    : never
  : never;

/** Where the engine's modules report what they do. */
export interface Events {
  /** Whether there is a listener. Ask it first on the cached path, where even making an event is too slow. */
  hasListeners(): boolean;
  /** Hands the event to the listeners, if there are any. */
  emit(event: EventDetails): void;
}

/** Hands events to the client's listener, and to the diagnostics channel `grantkit` where the runtime has one. */
export class ClientEvents implements Events {
  readonly #client: EventSource;
  readonly #scope: readonly string[] | undefined;
  readonly #onEvent: ((event: GrantEvent) => unknown) | undefined;
  readonly #channel: DiagnosticsChannel = diagnosticsChannel('grantkit');

  constructor(
    client: EventSource,
    scope: readonly string[] | undefined,
    onEvent: ((event: GrantEvent) => unknown) | undefined,
  ) {
    this.#client = client;
    this.#scope = scope;
    this.#onEvent = onEvent;
  }

  hasListeners(): boolean {
    return this.#onEvent !== undefined || this.#channel.hasSubscribers;
  }

  emit(details: EventDetails): void {
    if (!this.hasListeners()) return;
    const { provider, clock } = this.#client;
    const own = { provider: provider.name, scope: this.#scope, at: clock.now() };
    const event: GrantEvent = Object.freeze({ ...details, ...own });
    this.#channel.publish(event);
    // A listener that fails must not cost a caller its token.
    try {
      const answer: unknown = this.#onEvent?.(event);
      if (isThenable(answer)) Promise.resolve(answer).catch(() => {});
    } catch {}
  }
}

/** The client that events come from, as far as they need it. */
interface EventSource {
  readonly provider: { readonly name: string };
  readonly clock: Clock;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
