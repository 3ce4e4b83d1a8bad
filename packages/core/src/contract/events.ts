import type { Clock } from '../platform/clock.ts';
import { diagnosticsChannel } from '../platform/runtime.ts';
import type { GrantErrorCode } from './grant-error.ts';

/**
 * What the engine did. No event carries a secret, a token or a cache key.
 *
 * | type | when |
 * |---|---|
 * | `served` | a caller was given a token that was in memory |
 * | `adopted` | a token was taken over from the shared cache |
 * | `requested` | the token endpoint granted a token; `behind` where no caller waited for it |
 * | `failed` | one attempt failed |
 * | `gated` | an attempt was not made, because earlier ones failed a moment ago |
 * | `invalidated` | a token was given up before its time |
 * | `replayed` | an API request was sent again with a new token |
 * | `rotated` | another secret than before was accepted |
 * | `lock_waited` | another process held the lock; `adopted` where its token was taken over |
 * | `cache_failed` | the shared cache threw, hung, or answered with something unusable |
 */
export type GrantEvent = GrantEventBase &
  (
    | { readonly type: 'served'; readonly age: 'fresh' | 'soft' }
    | { readonly type: 'adopted'; readonly expiresAt: number }
    | { readonly type: 'requested'; readonly expiresAt: number; readonly duration: number; readonly behind: boolean }
    | {
        readonly type: 'failed';
        readonly code: GrantErrorCode;
        readonly status: number | undefined;
        readonly duration: number;
      }
    | { readonly type: 'gated'; readonly code: GrantErrorCode; readonly retryAfter: number }
    | { readonly type: 'invalidated' }
    | { readonly type: 'replayed'; readonly status: number }
    | { readonly type: 'rotated' }
    | { readonly type: 'lock_waited'; readonly duration: number; readonly adopted: boolean }
    | {
        readonly type: 'cache_failed';
        readonly operation: 'get' | 'set' | 'delete' | 'lock' | 'release';
        readonly reason: 'threw' | 'hung' | 'unusable';
      }
  );

/** What every event says. */
export interface GrantEventBase {
  /** The provider's name. */
  readonly provider: string;
  /** The scope of the token source; `undefined` where none is asked for. */
  readonly scope: readonly string[] | undefined;
  /** ms since the epoch. */
  readonly at: number;
}

/** An event without what the emitter adds. */
export type EventDetails = GrantEvent extends infer Event
  ? Event extends GrantEvent
    ? Omit<Event, keyof GrantEventBase>
    : never
  : never;

/** Where the engine's modules report what they did. */
export interface Events {
  /** Whether anybody listens; asked first wherever making an event would cost something. */
  heard(): boolean;
  emit(event: EventDetails): void;
}

/** Hands events to the client's listener, and to the diagnostics channel `grantkit` where the runtime has one. */
export function createEvents(
  provider: string,
  scope: readonly string[] | undefined,
  clock: Clock,
  onEvent: ((event: GrantEvent) => unknown) | undefined,
): Events {
  const channel = diagnosticsChannel('grantkit');
  const heard = () => onEvent !== undefined || channel.hasSubscribers;
  return {
    heard,
    emit(details) {
      if (!heard()) return;
      const event: GrantEvent = Object.freeze({ ...details, provider, scope, at: clock.now() });
      channel.publish(event);
      // A listener's failure is its own: it must not cost anybody a token.
      try {
        const answer: unknown = onEvent?.(event);
        if (isThenable(answer)) Promise.resolve(answer).catch(() => {});
      } catch {}
    },
  };
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
