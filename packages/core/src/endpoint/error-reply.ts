import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { GrantFailure, Provider } from '../contract/provider.ts';
import { causeSeenIn } from './cause.ts';
import type { Client } from './client.ts';
import { confidentialIn, type SentRequest } from './confidential.ts';
import { readErrorBody, tokensIn } from './error-body.ts';
import { generalHint, generalSummary } from './general-hints.ts';
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
  const { asked, status, headers, text = '', json, body } = reply;
  const { error, description } = readErrorBody(body);
  const html = /\bhtml\b/i.test(headers.get('content-type') ?? '') || text.trimStart().startsWith('<');
  // An HTML page comes from a proxy, so the provider's own errors do not apply to its status.
  const code = ownCodeOf(provider, error ?? (html ? '' : String(status))) ?? codeOf(reply, error, sent);
  const confidential = confidentialIn(sent, [...knownCredentials.list(), ...tokensIn(json, body)]);
  const failure = {
    ...asked,
    code,
    status,
    error: redact(error, confidential),
    description: redact(description, confidential),
    html,
  };
  const refused = refusedHint(provider, failure);
  const own = refused === undefined ? hintOf(provider, failure) : { hint: refused };
  const hints = [causeSeenIn(client, sent, { code, headers, description }), own.hint ?? generalHint(failure)];
  return new GrantError({
    ...failure,
    ...own,
    provider: provider.name,
    summary: code === 'invalid_response' ? problem : generalSummary(failure),
    hint: hints.filter((hint) => hint !== undefined).join(' ') || undefined,
    retryable: isRetryable(code, status, error),
    retryAfter: retryAfter(headers, clock.now()),
  });
}

/** The client authentication's own hint. An HTML page comes from a proxy, which has not refused the credential. */
function refusedHint({ clientAuth }: Provider, { code, html }: GrantFailure): string | undefined {
  return code === 'invalid_client' && !html ? clientAuth.refusedHint : undefined;
}

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
