import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { readErrorBody } from './error-body.ts';
import type { EndpointReply } from './exchange.ts';
import { generalHint } from './hints.ts';
import { quote } from './redaction.ts';
import { retryAfter } from './retry-after.ts';

/** What is known of a failed reply besides the reply. */
export interface RefusalContext {
  /** Why it is no token reply. */
  readonly problem: string;
  /** What the server must not get us to repeat. */
  readonly secrets: readonly string[];
  /** ms since the epoch. */
  readonly now: number;
}

/** The error that a reply without a token means. */
export function refusalError(provider: Provider, reply: EndpointReply, context: RefusalContext): GrantError {
  const { status, headers, text = '' } = reply;
  const body = readErrorBody(text);
  const code = codeOf(provider, status, body.error);
  const secrets = [...context.secrets, ...body.tokens];
  const failure = {
    code,
    status,
    error: quote(body.error, secrets),
    description: quote(body.description, secrets),
    html: /\bhtml\b/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<'),
  };
  return new GrantError({
    ...failure,
    provider: provider.name,
    summary: code === 'invalid_response' ? `The reply is no token reply: ${context.problem}` : summaryOf(code),
    hint: provider.hint?.(failure) ?? generalHint(failure),
    retryable: isRetryable(status, body.error),
    retryAfter: retryAfter(headers, context.now),
  });
}

function codeOf({ errorCodes = {} }: Provider, status: number, error: string | undefined): GrantErrorCode {
  const own = error !== undefined && Object.hasOwn(errorCodes, error) ? errorCodes[error] : undefined;
  if (own !== undefined) return own;
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408 || status === 425) return 'server_error';
  switch (error) {
    case 'invalid_request':
    case 'invalid_client':
    case 'invalid_grant':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'invalid_scope':
    case 'invalid_token':
    case 'insufficient_scope':
    // OpenAM reports its own failures with 400.
    case 'server_error':
      return error;
    case 'temporarily_unavailable':
      return 'server_error';
  }
  if (status === 401) return 'invalid_client';
  if (status === 404) return 'not_found';
  return status < 300 && error === undefined ? 'invalid_response' : 'refused';
}

/** Told by the status: OpenAM says `server_error` with 400, of what it will say again. */
function isRetryable(status: number, error: string | undefined): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500 || error === 'temporarily_unavailable';
}

function summaryOf(code: GrantErrorCode): string {
  switch (code) {
    case 'invalid_client':
      return 'The authorization server does not accept the client';
    case 'unauthorized_client':
      return 'The client may not use the client credentials grant';
    case 'invalid_scope':
      return 'The authorization server does not grant the scope';
    case 'rate_limited':
      return 'The authorization server wants fewer requests';
    case 'server_error':
      return 'The authorization server failed';
    case 'not_found':
      return 'There is no such endpoint';
    default:
      return 'The authorization server refused the request';
  }
}
