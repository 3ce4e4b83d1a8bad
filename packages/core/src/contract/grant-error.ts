const brand = Symbol.for('@grantkit/core/GrantError');

/** The page about errors. It has one heading per code, and one per adapter of this repository. */
const errorPage = 'https://github.com/grantkit/grantkit/blob/main/docs/errors.md';

/**
 * Everything that can go wrong, as one closed union for a `switch`.
 *
 * The first six are the server's words of RFC 6749 §5.2, with the same meaning at any HTTP status. `invalid_token` and
 * `insufficient_scope` are words of RFC 6750 §3.1, from endpoints that receive a token. The others are Grantkit's:
 *
 * | code | meaning |
 * |---|---|
 * | `invalid_config` | an option, an argument or a URL is wrong |
 * | `credential_unavailable` | a function that gives a secret, signs an assertion or makes headers failed |
 * | `network` | no complete HTTP reply (DNS, TCP, TLS, a reset connection), or the token endpoint could not be found |
 * | `timeout` | the deadline passed |
 * | `aborted` | the caller's signal was aborted |
 * | `redirect_refused` | the server answered with a redirect, which was not followed |
 * | `invalid_response` | the reply cannot be used: HTML, cut or oversized JSON, an unusable member, or an adapter failed to read it |
 * | `not_found` | 404, or an error that the adapter calls so |
 * | `rate_limited` | 429, or an error that the adapter calls so |
 * | `server_error` | 5xx, 408, 425, or the server's own `server_error` |
 * | `refused` | any other error reply |
 *
 * @see https://github.com/grantkit/grantkit/blob/main/docs/errors.md for causes and checks
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

/**
 * The only error that getting a token throws. It never carries a secret, a token, a request or a foreign error.
 *
 * @example
 * ```ts
 * import { isGrantError, type TokenSource } from '@grantkit/core';
 *
 * async function statusOf(source: TokenSource): Promise<string> {
 *   try {
 *     await source.token();
 *     return 'ready';
 *   } catch (error) {
 *     if (!isGrantError(error)) throw error;
 *     switch (error.code) {
 *       case 'invalid_client':
 *         return `call the owner of the secrets: ${error.hint ?? error.message}`;
 *       default:
 *         return error.retryable ? `again in ${error.retryAfter ?? 1000} ms` : error.message;
 *     }
 *   }
 * }
 * ```
 */
export class GrantError extends Error {
  /** What went wrong: one of a closed union, for a `switch`. */
  readonly code: GrantErrorCode;
  /** The provider's name, such as `smokeball`. */
  readonly provider: string;
  /** What happened, in one sentence of Grantkit's own, without the server's words and without a full stop. */
  readonly summary: string;
  /** The HTTP status of the reply; `undefined` if there was no reply. */
  readonly status: number | undefined;
  /** The server's own `error`, cleaned, capped and without credentials; `undefined` if it sent no `error`. */
  readonly error: string | undefined;
  /** The server's own description, cleaned, capped and without credentials; `undefined` if it sent no description. */
  readonly description: string | undefined;
  /** What to do next, in the provider's terms; `undefined` if there is nothing to add to `summary`. */
  readonly hint: string | undefined;
  /** Whether the same request can succeed later. @default false */
  readonly retryable: boolean;
  /** How long to wait before the next attempt, in whole ms; `undefined` if nothing asks for a wait. */
  readonly retryAfter: number | undefined;
  /**
   * Whether this failure is remembered from an earlier attempt, so that this call made none. The message then says
   * `remembered`. `token({ forceRefresh: true })` makes an attempt at once.
   *
   * @default false
   */
  readonly cached: boolean;
  /**
   * The page or heading of {@link docs} if the adapter made the hint and names one in `errorPage`; `undefined` for the
   * heading of the code.
   */
  readonly page: string | undefined;

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
    this.page = details.page;
  }

  /**
   * The URL of the page about this error: what it means, its causes by likelihood, and how to check them. The message
   * ends with it.
   */
  get docs(): string {
    return docsOf(this);
  }

  /** Always `GrantError`. */
  override get name(): 'GrantError' {
    return 'GrantError';
  }

  /** All members, with name, message and `docs`, for logs. */
  toJSON(): GrantErrorDetails & { readonly name: string; readonly message: string; readonly docs: string } {
    return { ...this, name: this.name, message: this.message, docs: this.docs };
  }
}

/** The argument of the constructor of {@link GrantError}: its members, of which the first three are required. */
export type GrantErrorDetails = Pick<GrantError, 'code' | 'provider' | 'summary'> & {
  readonly [Member in DetailName]?: GrantError[Member] | undefined;
};

type DetailName = 'status' | 'error' | 'description' | 'hint' | 'retryable' | 'retryAfter' | 'cached' | 'page';

/** Whether a value is a {@link GrantError}, of this copy of the package or of another copy in the same process. */
export function isGrantError(value: unknown): value is GrantError {
  try {
    return value instanceof Error && brand in value;
  } catch {
    // A proxy whose traps throw.
    return false;
  }
}

/** The error for a wrong option, with the code `invalid_config`. The summary names the option, but not its value. */
export function invalidConfig(provider: string, summary: string, hint?: string): GrantError {
  return new GrantError({ code: 'invalid_config', provider, summary, hint });
}

function messageOf(details: GrantErrorDetails): string {
  const { provider, code, summary, status, error, description, hint, cached } = details;
  const facts = [code, status !== undefined && `HTTP ${status}`, cached && 'remembered'].filter(Boolean).join(', ');
  // A code that has the server's own name says it already.
  const words = description ?? (error === code ? undefined : error);
  const said = words === undefined ? '' : ` The server said: ${words.replace(/\.$/, '')}.`;
  const next = hint === undefined ? '' : ` ${hint}`;
  // Without a full stop, which a terminal would take for a part of the link.
  return `[${provider}] ${summary} (${facts}).${said}${next} See ${docsOf(details)}`;
}

function docsOf({ code, page = `#${code}` }: Pick<GrantErrorDetails, 'code' | 'page'>): string {
  return page.startsWith('#') ? errorPage + page : page;
}
