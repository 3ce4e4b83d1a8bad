import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { GrantFailure, Provider } from '../contract/provider.ts';
import { causeSeenIn } from './cause.ts';
import type { Client } from './client.ts';
import { confidentialIn, type SentRequest } from './confidential.ts';
import { readErrorBody } from './error-body.ts';
import type { EndpointReply } from './exchange.ts';
import { hintOf } from './hint.ts';
import { redact } from './redaction.ts';
import { retryAfter } from './retry-after.ts';

/**
 * Makes the error for an error reply. The error repeats no credential.
 *
 * @param problem why the reply cannot be used, as a sentence, for a reply that reports no error itself
 */
export function errorFromReply(
  client: Client,
  sent: SentRequest,
  { status, headers, text = '' }: EndpointReply,
  problem: string,
): GrantError {
  const { provider, clock, knownCredentials } = client;
  const body = readErrorBody(text);
  const code = codeOf(provider, status, body.error);
  const confidential = confidentialIn(sent, [...knownCredentials.list(), ...body.tokens]);
  const failure = {
    code,
    status,
    error: redact(body.error, confidential),
    description: redact(body.description, confidential),
    html: /\bhtml\b/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<'),
  };
  const hints = [causeSeenIn(client, sent, { code, headers }), hintOf(provider, failure) ?? generalHint(failure)];
  return new GrantError({
    ...failure,
    provider: provider.name,
    summary: code === 'invalid_response' ? problem : (meanings[code]?.summary ?? refusedSummary),
    hint: hints.filter((hint) => hint !== undefined).join(' ') || undefined,
    retryable: isRetryable(status, body.error),
    retryAfter: retryAfter(headers, clock.now()),
  });
}

const refusedSummary = 'The authorization server refused the request';

function codeOf({ errorCodes = {} }: Provider, status: number, error: string | undefined): GrantErrorCode {
  const said = error ?? String(status);
  const own = Object.hasOwn(errorCodes, said) ? errorCodes[said] : undefined;
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

/** The status decides for `server_error`, because OpenAM sends it with 400 for a failure that it will repeat. */
function isRetryable(status: number, error: string | undefined): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500 || error === 'temporarily_unavailable';
}

/** What a code means, and what to do about it, in terms that hold for any server. */
const meanings: Partial<Record<GrantErrorCode, { readonly summary: string; readonly hint?: string }>> = {
  invalid_client: {
    summary: 'The authorization server does not accept the client',
    hint: 'Check the client id and its secret, and the authentication method that the client is registered for.',
  },
  unauthorized_client: {
    summary: 'The client may not use the client credentials grant',
    hint: 'Allow the client credentials grant for this client at the authorization server.',
  },
  invalid_scope: {
    summary: 'The authorization server does not grant the scope',
    hint: 'Ask only for scopes that this client is registered for.',
  },
  unsupported_grant_type: {
    summary: 'The authorization server does not support the client credentials grant',
    hint: 'Enable the client credentials grant at the authorization server.',
  },
  not_found: {
    summary: 'The authorization server has no endpoint at this URL',
    hint: 'Check the host and the path of the endpoint.',
  },
  rate_limited: {
    summary: 'The authorization server received too many requests',
    hint: 'Share one token among processes with a TokenCache, and wait before the next request.',
  },
  server_error: { summary: 'The authorization server failed' },
};

/** The hint of the code, and what an HTML page means. With 429 and 5xx it comes from a proxy, not from a wrong URL. */
function generalHint({ code, html }: GrantFailure): string | undefined {
  const meaning = meanings[code]?.hint;
  if (!html) return meaning;
  if (code === 'server_error')
    return 'An HTML page came back. It can be the page of a proxy that does not reach the server.';
  if (code === 'rate_limited') return `${meaning} An HTML page came back, so a proxy may have set this limit.`;
  const page = 'An HTML page came back. Check the URL, and look for a proxy or a login page.';
  return meaning === undefined || code === 'not_found' ? page : `${page} ${meaning}`;
}
