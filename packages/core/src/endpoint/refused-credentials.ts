import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { Clock } from '../platform/clock.ts';
import { createRecentMap, type RecentMap } from '../platform/recent-map.ts';

const firstPause = 1_000;
const longestPause = 60_000;
const mostRemembered = 1_000;

/** Where the client authenticates: at the token endpoint for a scope, or at another endpoint. */
export type Destination = { readonly scope: readonly string[] | undefined } | { readonly url: string };

/** Whether it is the token endpoint. Only there can an error reply concern the client as a whole. */
export function isTokenEndpoint(destination: Destination): destination is Exclude<Destination, { url: string }> {
  return !('url' in destination);
}

/**
 * The credentials that the server refused, so that a retry cannot succeed. Each is held back for 1 s, then for 2, 4 …
 * 60 s. Otherwise requests with a wrong secret would overload the server, lock the account, or use up a quota that all
 * customers share (Cognito).
 *
 * | the server says | it is held back |
 * |---|---|
 * | `invalid_client` at the token endpoint | everywhere |
 * | `unauthorized_client` at the token endpoint | at the token endpoint |
 * | `invalid_scope` at the token endpoint | at the token endpoint, for this scope |
 * | any of them at another endpoint | at that endpoint |
 */
export class RefusedCredentials {
  readonly #clock: Clock;
  // Made when the server first refuses a credential. It is bounded. Otherwise a secret store that returns a new wrong
  // secret each time would fill the memory.
  #refusals: RecentMap<Refusal> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The error to throw instead of sending this credential there; `undefined` if it may be sent. */
  find(secret: string, destination: Destination): GrantError | undefined {
    const refusals = this.#refusals;
    if (refusals === undefined) return undefined;
    for (const subject of subjectsOf(secret, destination)) {
      const refusal = refusals.get(subject);
      const retryAfter = refusal === undefined ? 0 : refusal.until - this.#clock.monotonic();
      if (refusal !== undefined && retryAfter > 0)
        return new GrantError({ ...refusal.error, cached: true, retryAfter });
    }
    return undefined;
  }

  /** Remembers a failure, if it means that the credential is refused. */
  note(error: GrantError, secret: string, destination: Destination): void {
    if (!isRefusedCredential(error)) return;
    this.#refusals ??= createRecentMap(mostRemembered);
    const subject = subjectOf(error.code, secret, destination);
    const pause = Math.min(longestPause, (this.#refusals.get(subject)?.pause ?? firstPause / 2) * 2);
    this.#refusals.set(subject, { error, pause, until: this.#clock.monotonic() + pause });
  }

  /** Forgets what was remembered, because the server accepted this credential there. */
  forget(secret: string, destination: Destination): void {
    const refusals = this.#refusals;
    if (refusals === undefined) return;
    for (const subject of subjectsOf(secret, destination)) refusals.delete(subject);
  }
}

interface Refusal {
  readonly error: GrantError;
  /** How long the credential is held back, in ms. */
  readonly pause: number;
  /** The end of the pause, in monotonic ms. */
  readonly until: number;
}

/** Whether the server refused the credential itself, so that it will refuse the same request again. */
export function isRefusedCredential({ code }: GrantError): boolean {
  return refusalCodes.has(code);
}

const refusalCodes: ReadonlySet<GrantErrorCode> = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope']);

/** Where a refused credential is held back: see the table above. */
function subjectOf(code: GrantErrorCode, secret: string, destination: Destination): string {
  if (!isTokenEndpoint(destination)) return key(secret, destination.url);
  if (code === 'invalid_client') return key(secret);
  return code === 'unauthorized_client' ? key(secret, tokenEndpoint) : key(secret, tokenEndpoint, destination.scope);
}

/** Everything that can hold a credential back at this destination. */
function subjectsOf(secret: string, destination: Destination): readonly string[] {
  if (!isTokenEndpoint(destination)) return [key(secret), key(secret, destination.url)];
  return [key(secret), key(secret, tokenEndpoint), key(secret, tokenEndpoint, destination.scope)];
}

const tokenEndpoint = 'token endpoint';

function key(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
