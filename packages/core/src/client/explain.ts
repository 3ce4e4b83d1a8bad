import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { Client } from '../endpoint/client.ts';
import { ageOf, type TokenAge } from '../renewal/token-lifetime.ts';
import type { TokenSourceState } from '../renewal/token-source.ts';

/** The state of a client, safe in a support ticket: it contains no secret, no token and no client id. */
export interface Explanation {
  /** The provider's name. */
  readonly provider: string;
  /**
   * The token endpoint without its query. If a function of the provider finds it, this is the URL of the last token
   * request, and `undefined` before the first one.
   */
  readonly tokenEndpoint: string | undefined;
  /** The client authentication method, such as `client_secret_basic`. */
  readonly clientAuth: string;
  /** The scope that the client asks for. */
  readonly scope: readonly string[] | undefined;
  /** The token in memory; `undefined` if there is none. */
  readonly token:
    | {
        /** Whether the token is served, served and renewed, or not served any more. */
        readonly age: TokenAge;
        /** The scope that was granted: at most 50 names, with at most 200 characters each. */
        readonly scope: readonly string[] | undefined;
        /** When the token was requested, in ISO 8601. */
        readonly issuedAt: string;
        /** When the token ends, in ISO 8601. */
        readonly expiresAt: string;
        /** Milliseconds until a call starts a background renewal; 0 from then on. */
        readonly renewsIn: number;
        /** Milliseconds until the client stops serving the token, shortly before its end; 0 after that. */
        readonly servedFor: number;
      }
    | undefined;
  /** Whether a renewal is in progress. */
  readonly renewing: boolean;
  /** The last failure since the last success. */
  readonly failure:
    | {
        readonly code: GrantErrorCode;
        /** What happened, without the server's words. */
        readonly message: string;
        /** What to do next; `undefined` if there is nothing to add. */
        readonly hint: string | undefined;
        /** The URL of the page about this error. */
        readonly docs: string;
      }
    | undefined;
  /** Milliseconds until the next token request may start; 0 when nothing is held back. */
  readonly retryAfter: number;
}

const mostNames = 50;
const longestName = 200;

export function explain(
  { provider, clock, foundEndpoint }: Client,
  scope: readonly string[] | undefined,
  state: TokenSourceState,
): Explanation {
  const { held, renewing, failure, retryAfter } = state;
  const tokenEndpoint = typeof provider.tokenEndpoint === 'string' ? provider.tokenEndpoint : foundEndpoint;
  return {
    provider: provider.name,
    tokenEndpoint: tokenEndpoint && withoutQuery(tokenEndpoint),
    clientAuth: provider.clientAuth.method,
    scope,
    token: held && {
      age: ageOf(held, clock),
      scope: capped(held.token.scope),
      issuedAt: new Date(held.token.issuedAt).toISOString(),
      expiresAt: new Date(held.token.expiresAt).toISOString(),
      renewsIn: Math.max(0, Math.round(held.softAt - clock.now())),
      servedFor: Math.max(0, Math.round(held.hardAt - clock.now())),
    },
    renewing,
    // Without the error's message, which repeats the server's own words.
    failure: failure && { code: failure.code, message: failure.summary, hint: failure.hint, docs: failure.docs },
    retryAfter: Math.ceil(retryAfter),
  };
}

/** The server chooses the granted scope, which can be a megabyte long. */
function capped(scope: readonly string[] | undefined): readonly string[] | undefined {
  const names = scope?.slice(0, mostNames);
  return names?.map((name) => (name.length > longestName ? `${name.slice(0, longestName)}…` : name));
}

/** A query can hold a key, which must not get into a ticket. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '?…');
}
