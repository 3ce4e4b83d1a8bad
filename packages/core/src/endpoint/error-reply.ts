import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { GrantFailure, Provider } from '../contract/provider.ts';
import { causeSeenIn } from './cause.ts';
import type { Client } from './client.ts';
import { confidentialIn, type SentRequest } from './confidential.ts';
import { readErrorBody, tokensIn } from './error-body.ts';
import { hintOf } from './hint.ts';
import { redact } from './redaction.ts';
import type { RestatedReply } from './restated-reply.ts';
import { retryAfter } from './retry-after.ts';

/**
 * Makes the error for an error reply. The error repeats no credential.
 *
 * @param problem why the reply cannot be used, as a sentence, for a reply that reports no error itself
 */
export function errorFromReply(client: Client, sent: SentRequest, reply: RestatedReply, problem: string): GrantError {
  const { provider, clock, knownCredentials } = client;
  const { status, headers, text = '', json, body } = reply;
  const { error, description } = readErrorBody(body);
  const html = /\bhtml\b/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<');
  // An HTML page comes from a proxy, so the provider's own errors do not apply to its status.
  const code = ownCodeOf(provider, error ?? (html ? '' : String(status))) ?? codeOf(reply, error, sent);
  const confidential = confidentialIn(sent, [...knownCredentials.list(), ...tokensIn(json, body)]);
  const failure = {
    code,
    status,
    error: redact(error, confidential),
    description: redact(description, confidential),
    html,
  };
  const hints = [
    causeSeenIn(client, sent, { code, headers, description }),
    hintOf(provider, failure) ?? generalHint(failure),
  ];
  return new GrantError({
    ...failure,
    provider: provider.name,
    summary: code === 'invalid_response' ? problem : (meanings[code]?.summary ?? refusedSummary),
    hint: hints.filter((hint) => hint !== undefined).join(' ') || undefined,
    retryable: isRetryable(code, status, error),
    retryAfter: retryAfter(headers, clock.now()),
  });
}

const refusedSummary = 'The authorization server refused the request';

function ownCodeOf({ errorCodes = {} }: Provider, said: string): GrantErrorCode | undefined {
  return Object.hasOwn(errorCodes, said) ? errorCodes[said] : undefined;
}

function codeOf({ status, serverError }: RestatedReply, error: string | undefined, sent: SentRequest): GrantErrorCode {
  const named = error === 'temporarily_unavailable' ? 'server_error' : standardErrors.find((code) => code === error);
  // If the request did not authenticate the client, such an error cannot be about it.
  const isAboutClient = named === 'invalid_client' || named === 'unauthorized_client';
  const standard = isAboutClient && sent.secret === undefined ? undefined : named;
  // An adapter knows what its own word means. Otherwise the status decides first, because a proxy may have answered.
  if (standard !== undefined && error !== serverError) return standard;
  if (status === 429) return 'rate_limited';
  if (isTransient(status)) return 'server_error';
  if (standard !== undefined) return standard;
  if (status === 401 && sent.secret !== undefined) return 'invalid_client';
  if (status === 401 && sent.headers.has('authorization')) return 'invalid_token';
  if (status === 404) return 'not_found';
  return status < 300 && error === undefined ? 'invalid_response' : 'refused';
}

const standardErrors: readonly GrantErrorCode[] = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_token',
  'insufficient_scope',
  // OpenAM reports its own failures with 400.
  'server_error',
];

/** The status decides for `server_error`, because OpenAM sends it with 400 for a failure that it will repeat. */
function isRetryable(code: GrantErrorCode, status: number, error: string | undefined): boolean {
  if (code === 'rate_limited') return true;
  return code === 'server_error' && (isTransient(status) || error === 'temporarily_unavailable');
}

/** Whether a reply with this status says that the same request can succeed later. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** What a code means, and what to do about it, in terms that hold for any server. */
const meanings: Partial<Record<GrantErrorCode, { readonly summary: string; readonly hint?: string }>> = {
  invalid_client: {
    summary: 'The authorization server does not accept the client',
    hint: 'Check the client id and its secret, and the authentication method that the client is registered for.',
  },
  invalid_token: { summary: 'The server does not accept the token' },
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
