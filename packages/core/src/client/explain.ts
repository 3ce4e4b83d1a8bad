import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import type { Clock } from '../platform/clock.ts';
import { ageOf, type TokenAge } from '../renewal/token-lifetime.ts';
import type { TokenSourceState } from '../renewal/token-source.ts';

/** A client's state in words that can be pasted into a ticket: no secret, no token, no client id. Times are in ms. */
export interface Explanation {
  readonly provider: string;
  /** `undefined` where it is found out by asking. */
  readonly tokenEndpoint: string | undefined;
  /** The client authentication method, such as `client_secret_basic`. */
  readonly clientAuth: string;
  readonly scope: readonly string[] | undefined;
  /** The token in memory; `undefined` where there is none. */
  readonly token:
    | {
        readonly age: TokenAge;
        readonly scope: readonly string[] | undefined;
        /** ISO 8601. */
        readonly issuedAt: string;
        readonly expiresAt: string;
        /** Until it is renewed behind whoever asks next. */
        readonly renewsIn: number;
      }
    | undefined;
  /** Whether a token request is under way. */
  readonly renewing: boolean;
  /** The failure since the last success. */
  readonly failure: { readonly code: GrantErrorCode; readonly message: string } | undefined;
  /** How long token requests are held back because of it. */
  readonly nextAttemptIn: number;
}

export function explain(
  provider: Provider,
  scope: readonly string[] | undefined,
  state: TokenSourceState,
  clock: Clock,
): Explanation {
  const { held, renewing, failure, wait } = state;
  return {
    provider: provider.name,
    tokenEndpoint: typeof provider.tokenEndpoint === 'string' ? provider.tokenEndpoint : undefined,
    clientAuth: provider.clientAuth.method,
    scope,
    token: held && {
      age: ageOf(held, clock),
      scope: held.token.scope,
      issuedAt: new Date(held.token.issuedAt).toISOString(),
      expiresAt: new Date(held.token.expiresAt).toISOString(),
      renewsIn: Math.max(0, Math.round(held.softAt - clock.now())),
    },
    renewing,
    // Not its message, which has the server's own words in it.
    failure: failure && { code: failure.code, message: failure.summary },
    nextAttemptIn: Math.ceil(wait),
  };
}
