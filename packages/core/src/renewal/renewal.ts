import type { AccessToken } from '../contract/access-token.ts';
import type { ClientOptions } from '../contract/client-options.ts';
import type { Client } from '../endpoint/client.ts';
import type { AsyncScope } from '../platform/runtime.ts';
import { requestGrant } from './attempts.ts';
import { takeRenewalLock, withoutLock } from './renewal-lock.ts';
import { tokenBinding } from './token-binding.ts';
import { ageOf, type HeldToken } from './token-lifetime.ts';
import type { RenewingTokenSource } from './token-source.ts';

/** The client of a token source, and what else the source needs. */
export interface TokenSourceContext {
  readonly client: Client;
  readonly options: Pick<ClientOptions, 'cache' | 'maxRetryAfter' | 'expiryMargin' | 'waitUntil'>;
  /** Shared work runs in this async context, and not in the context of the caller that starts it. */
  readonly asyncScope: AsyncScope;
}

/** A renewal in progress. `background` means that no caller waits for it. */
export interface Renewal {
  readonly forced: boolean;
  readonly background: boolean;
  /** In monotonic ms. */
  readonly deadline: number;
  /** Its place in the order in which renewals started. */
  readonly sequence: number;
  readonly signal: AbortSignal;
  /** Notes that a request is sent. Only after that does a timeout count as a failure of the server. */
  sending(): void;
  commit(): void;
}

/** Gets a token from the shared cache or the token endpoint, keeps it in memory, and shares it. */
export async function renew(source: RenewingTokenSource, renewal: Renewal): Promise<AccessToken> {
  const { memory, scope, events, backoff, shared } = source;
  const { client } = source.context;
  const { clock, timeout } = client;
  const { forced, background, deadline, sequence, signal, commit } = renewal;
  const lock = forced
    ? withoutLock
    : await takeRenewalLock({
        ...{ shared, clock, events, signal, timeout, deadline },
        fromCache: () => fromCache(source),
        keep: () => (background ? memory.alive() : undefined),
        heldBack: () =>
          backoff.retryAfterForCallers() > 0 && clock.monotonic() + backoff.retryAfterForCallers() >= deadline,
      });
  if ('held' in lock) {
    // While the lock was being released, an API may have rejected the token, or the token may have turned hard.
    const { token } = lock.held;
    if (shared.isInvalidated(token.accessToken) || ageOf(lock.held, clock) === 'hard') return renew(source, renewal);
    memory.keep(lock.held, renewal);
    return token;
  }
  let granted = false;
  try {
    const isOutdated = () => memory.isOutdated(sequence);
    const keyFor = (secret: string) => shared.keyFor(secret);
    const grant = await requestGrant(client, { ...renewal, scope, backoff, events, keyFor, isOutdated });
    granted = true;
    const { token, key, elapsed } = grant;
    // First into memory, then `commit`. From then on callers get the token from memory, and do not join this flight.
    memory.keep(memory.hold(token, grant), renewal);
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

async function fromCache(source: RenewingTokenSource): Promise<HeldToken | undefined> {
  const { context, memory, events, shared } = source;
  const { client } = context;
  const binding = tokenBinding(client.provider);
  // Without a secret there is no cache key. The token request fetches the secret again, and reports the failure.
  const token = await shared.read().catch(() => undefined);
  const candidate = token && memory.takeShared(token, binding);
  if (candidate === undefined) return undefined;
  client.knownCredentials.rememberToken(candidate.token);
  events.emit({ type: 'from_cache', expiresAt: candidate.token.expiresAt });
  return candidate;
}
