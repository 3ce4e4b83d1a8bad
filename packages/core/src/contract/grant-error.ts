const brand = Symbol.for('@grantkit/core/GrantError');

/**
 * Everything that can go wrong, as one closed union to `switch` on.
 *
 * The first six are the server's words of RFC 6749 §5.2, with the same meaning whatever the HTTP status was;
 * `invalid_token` and `insufficient_scope` are those of RFC 6750 §3.1, from endpoints that are shown a token. The rest
 * are ours:
 *
 * | code | meaning |
 * |---|---|
 * | `invalid_config` | an option is wrong; nothing was sent |
 * | `credential_unavailable` | the function that gives a secret, or signs an assertion, failed |
 * | `network` | no HTTP reply: DNS, TCP, TLS, a reset |
 * | `timeout` | the deadline passed |
 * | `aborted` | the caller's signal was aborted |
 * | `redirect_refused` | the token endpoint answered 3xx; nothing was sent to where it pointed |
 * | `invalid_response` | a reply that is no token reply: HTML, truncated or oversized JSON, an unusable member |
 * | `not_found` | 404 from the token endpoint |
 * | `rate_limited` | 429 |
 * | `server_error` | 5xx, 408, 425, or the server's own `server_error` |
 * | `refused` | any other refusal |
 */
export type GrantErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_config'
  | 'credential_unavailable'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'redirect_refused'
  | 'invalid_response'
  | 'not_found'
  | 'rate_limited'
  | 'server_error'
  | 'refused';

/** What a {@link GrantError} is made of. */
export interface GrantErrorDetails {
  readonly code: GrantErrorCode;
  /** The provider's name, such as `smokeball`. */
  readonly provider: string;
  /** What happened, in one sentence of ours. */
  readonly summary: string;
  /** HTTP status of the reply, where there was one. */
  readonly status?: number | undefined;
  /** The server's own `error`, cleaned and capped. */
  readonly error?: string | undefined;
  /** The server's own `error_description` or what it uses instead, cleaned and capped. */
  readonly description?: string | undefined;
  /** What to do next, in the provider's terms. */
  readonly hint?: string | undefined;
  /** Whether the same request can succeed later. */
  readonly retryable?: boolean | undefined;
  /** ms to wait before trying again, where the server or the backoff says so. */
  readonly retryAfter?: number | undefined;
  /** Whether this failure is remembered from an earlier request: nothing was sent for it. */
  readonly cached?: boolean | undefined;
}

/**
 * What getting a token throws, and nothing else. It never carries a secret, a token, a request or a foreign error.
 *
 * @example
 * ```ts
 * import { isGrantError, type TokenSource } from '@grantkit/core';
 *
 * async function whyNot(source: TokenSource): Promise<string> {
 *   try {
 *     await source.token();
 *     return 'fine';
 *   } catch (error) {
 *     if (!isGrantError(error)) throw error;
 *     switch (error.code) {
 *       case 'invalid_client':
 *         return `page whoever rotates secrets: ${error.hint ?? error.message}`;
 *       default:
 *         return error.retryable ? `later, in ${error.retryAfter ?? 1000} ms` : error.message;
 *     }
 *   }
 * }
 * ```
 */
export class GrantError extends Error {
  readonly code: GrantErrorCode;
  readonly provider: string;
  readonly summary: string;
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly cached: boolean;

  constructor(details: GrantErrorDetails) {
    super(messageOf(details));
    Object.defineProperty(this, brand, { value: true });
    this.code = details.code;
    this.provider = details.provider;
    this.summary = details.summary;
    this.status = details.status;
    this.error = details.error;
    this.description = details.description;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
    this.retryAfter = details.retryAfter === undefined ? undefined : Math.ceil(details.retryAfter);
    this.cached = details.cached ?? false;
  }

  override get name(): 'GrantError' {
    return 'GrantError';
  }

  toJSON(): GrantErrorDetails & { readonly name: string; readonly message: string } {
    return { ...this, name: this.name, message: this.message };
  }
}

/** Whether a value is a {@link GrantError}, also one of another copy of this package in the same process. */
export function isGrantError(value: unknown): value is GrantError {
  return value instanceof Error && brand in value;
}

/** The error for a wrong option. The summary names it, and never shows its value. */
export function invalidConfig(provider: string, summary: string, hint?: string): GrantError {
  return new GrantError({ code: 'invalid_config', provider, summary, hint });
}

function messageOf({ provider, code, summary, status, description, hint, cached }: GrantErrorDetails): string {
  const facts = [code, status !== undefined && `HTTP ${status}`, cached && 'remembered'].filter(Boolean).join(', ');
  const said = description === undefined ? '' : ` The server said: ${description.replace(/\.$/, '')}.`;
  const next = hint === undefined ? '' : ` ${hint}`;
  return `[${provider}] ${summary} (${facts}).${said}${next}`;
}
