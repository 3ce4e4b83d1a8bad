import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import { askAsClient, type Client } from '../endpoint/client.ts';
import { requestToken, tokenEndpointOf } from '../endpoint/token-request.ts';
import { sleep } from '../platform/abort.ts';
import type { Backoff } from './backoff.ts';
import { tokenBinding } from './token-binding.ts';
import type { TokenOrigin } from './token-lifetime.ts';

export interface AttemptOptions {
  readonly scope: readonly string[] | undefined;
  readonly backoff: Backoff;
  readonly events: Events;
  readonly signal: AbortSignal;
  /** The time after which no attempt starts, in monotonic ms. */
  readonly deadline: number;
  /** The key under which a token is shared that is requested now with this secret. */
  keyFor(secret: string): Promise<string | undefined>;
  /** Called before a request is sent, and so not while the backoff, the secret store or the lock are waited for. */
  sending(): void;
  /** Whether a renewal that started later has succeeded, so that a failure of this one says nothing new. */
  isOutdated(): boolean;
  /** Whether only a `Retry-After` of the server may hold back the first attempt. */
  readonly forced: boolean;
}

/** A token, and the key under which it is shared. */
export interface Grant extends TokenOrigin {
  readonly token: AccessToken;
  readonly key: string | undefined;
}

const mostAttempts = 3;

/** Asks until there is a token, a failure that no retry can change, or no time left for another attempt. */
export async function requestGrant(client: Client, options: AttemptOptions): Promise<Grant> {
  const { clock } = client;
  const { backoff, events, signal, deadline, forced } = options;
  for (let attempt = 1; ; attempt += 1) {
    const isForced = forced && attempt === 1;
    await waitForBackoff(client, options, isForced ? backoff.retryAfterOfServer() : backoff.retryAfterForCallers());
    const start = clock.monotonic();
    try {
      const grant = await attemptGrant(client, options);
      backoff.succeeded();
      return grant;
    } catch (error) {
      if (signal.aborted || !isGrantError(error)) throw error;
      if (!error.cached) {
        const { code, status } = error;
        events.emit({ type: 'failed', code, status, duration: clock.monotonic() - start });
      }
      if (options.isOutdated()) throw error;
      backoff.failed(error);
      const retryAfter = backoff.retryAfter();
      const again = error.retryable && attempt < mostAttempts && clock.monotonic() + retryAfter < deadline;
      if (!again) throw error.retryable ? new GrantError({ ...error, retryAfter }) : error;
    }
  }
}

/** Waits until an attempt may start. If that is after the deadline, it throws the earlier failure at once. */
async function waitForBackoff(
  { clock }: Client,
  { backoff, events, signal, deadline }: AttemptOptions,
  retryAfter: number,
): Promise<void> {
  const { failure } = backoff;
  if (failure === undefined || retryAfter === 0) return;
  if (clock.monotonic() + retryAfter < deadline) return sleep(retryAfter, clock, signal);
  events.emit({ type: 'held_back', code: failure.code, retryAfter });
  throw new GrantError({ ...failure, cached: true, retryAfter });
}

async function attemptGrant(client: Client, options: AttemptOptions): Promise<Grant> {
  const { clock, provider } = client;
  const { scope, forced, events } = options;
  // Before the secret is chosen, because a failure to find the endpoint says nothing about the secret.
  const endpoint = await tokenEndpointOf(provider);
  return askAsClient(client, {
    destination: { scope },
    forced,
    events,
    async send(secret) {
      // Read before the request. Otherwise a credential that is replaced during the request would count as the token's.
      const named = tokenBinding(provider);
      const key = await options.keyFor(secret);
      // Making the key may load the credential, and it may have a name only then. A name from before the key counts,
      // because the credential can be replaced while the key is made too.
      const binding = named ?? tokenBinding(provider);
      options.sending();
      const start = clock.monotonic();
      const token = await requestToken(client, { ...options, endpoint, secret });
      return { token, key, binding, elapsed: clock.monotonic() - start };
    },
  });
}
