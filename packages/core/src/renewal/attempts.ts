import type { AccessToken } from '../contract/access-token.ts';
import type { Events } from '../contract/events.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Client } from '../endpoint/client.ts';
import { isRefusal } from '../endpoint/refused-credentials.ts';
import { tryEachSecret } from '../endpoint/secret-ring.ts';
import { requestToken } from '../endpoint/token-request.ts';
import { sleep } from '../platform/abort.ts';
import type { Clock } from '../platform/clock.ts';
import type { Backoff } from './backoff.ts';
/** One go at getting a token from the token endpoint. */
export interface GrantRequest {
  readonly scope: readonly string[] | undefined;
  readonly backoff: Backoff;
  readonly events: Events;
  readonly signal: AbortSignal;
  /** In monotonic ms: no try starts after it. */
  readonly deadline: number;
  /** Tokens that no error may repeat. */
  readonly knownTokens: readonly string[];
  /** Whether to ask although earlier attempts have failed a moment ago. */
  readonly forced: boolean;
}

/** A token, the secret that it was granted for, and how many ms ago it was asked for. */
export interface Grant {
  readonly token: AccessToken;
  readonly secret: string;
  readonly lived: number;
}

const mostTries = 3;

/** Asks until there is a token, a failure that no retry can change, or no time left for another try. */
export async function requestGrant(client: Client, request: GrantRequest): Promise<Grant> {
  const { clock } = client;
  const { backoff, events, signal, deadline, forced } = request;
  for (let tries = 1; ; tries += 1) {
    if (tries > 1 || !forced) await waitForTurn(clock, request);
    const start = clock.monotonic();
    try {
      const grant = await tryEachSecret(client.secrets, (secret) => trySecret(client, request, secret));
      backoff.succeeded();
      return grant;
    } catch (error) {
      if (signal.aborted || !isGrantError(error)) throw error;
      if (!error.cached) {
        const { code, status } = error;
        events.emit({ type: 'failed', code, status, duration: clock.monotonic() - start });
      }
      backoff.failed(error);
      const wait = backoff.remaining();
      const again = error.retryable && tries < mostTries && clock.monotonic() + wait < deadline;
      if (!again) throw error.retryable ? new GrantError({ ...error, retryAfter: wait }) : error;
    }
  }
}

/** While earlier attempts fail, the next one waits for its turn, or fails at once if that comes after the deadline. */
async function waitForTurn(clock: Clock, { backoff, events, signal, deadline }: GrantRequest): Promise<void> {
  const { failure } = backoff;
  const wait = backoff.remaining();
  // A refusal has a memory of its own, per credential: a changed secret is tried at once.
  if (failure === undefined || wait === 0 || isRefusal(failure)) return;
  if (clock.monotonic() + wait < deadline) return sleep(wait, clock, signal);
  events.emit({ type: 'gated', code: failure.code, retryAfter: wait });
  throw new GrantError({ ...failure, cached: true, retryAfter: wait });
}

async function trySecret(client: Client, request: GrantRequest, secret: string): Promise<Grant> {
  const { provider, clientId, secrets, refusals, clock, fetch } = client;
  const { scope, events, signal, forced, knownTokens } = request;
  const remembered = forced ? undefined : refusals.find(secret, scope);
  if (remembered !== undefined) {
    events.emit({ type: 'gated', code: remembered.code, retryAfter: remembered.retryAfter ?? 0 });
    throw remembered;
  }
  const start = clock.monotonic();
  try {
    const clientSecret = provider.clientAuth.usesClientSecret ? secret : undefined;
    const token = await requestToken(
      { provider, clientId, clientSecret, scope, knownTokens },
      { fetch, clock, signal },
    );
    refusals.forget(secret, scope);
    if (secrets.accept(secret)) events.emit({ type: 'rotated' });
    return { token, secret, lived: clock.monotonic() - start };
  } catch (error) {
    if (isGrantError(error)) refusals.note(error, secret, scope);
    throw error;
  }
}
