import type { GrantErrorCode, GrantFailure, Rejection, TokenEndpointReply } from '@grantkit/core';
import * as v from 'valibot';

// Pulsoid's pages disagree: the code is a number or a string, and its status is 403 in the list, 401 on newer pages.
// https://docs.pulsoid.net/error-code-format
const ApiErrorSchema = v.object({
  error_code: v.pipe(v.custom<string | number>(isCode), v.transform(String)),
  error_message: v.fallback(v.optional(v.string()), undefined),
});

function isCode(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value));
}

/** `token_not_found` and `token_expired`. A new token does not help against the other codes. */
const badToken = new Set(['7005', '7006']);

/** What Pulsoid's numbers mean. 6001 and 6002 are not here, because their HTTP status says enough. */
export const errorCodes: Readonly<Record<string, GrantErrorCode>> = {
  '7005': 'invalid_token',
  '7006': 'invalid_token',
  '7009': 'invalid_request',
  '7010': 'invalid_request',
  '7011': 'insufficient_scope',
  '6003': 'insufficient_scope',
};

/** Restates an error of Pulsoid's own shape. Its token endpoint may also answer in the words of RFC 6749. */
export function readReply({ body }: TokenEndpointReply): Record<string, string | undefined> | undefined {
  const { success, output } = v.safeParse(ApiErrorSchema, body);
  const { error, access_token } = Object(body);
  if (!success || typeof error === 'string' || typeof access_token === 'string') return undefined;
  return {
    ...Object(body),
    error: output.error_code,
    ...(output.error_message && { error_description: output.error_message }),
  };
}

/** Returns `'token'` if a reply of the API says that the token itself is bad. */
export async function rejects(reply: Response): Promise<Rejection> {
  const body = v.safeParse(ApiErrorSchema, await reply.json().catch(() => undefined));
  return body.success && badToken.has(body.output.error_code) ? 'token' : undefined;
}

/** What to do about a failure, in Pulsoid's terms. */
export function hintFor({ code, error }: GrantFailure): string | undefined {
  if (error === '7007')
    return 'The user has no Pulsoid subscription (`premium_required`). A client cannot change that.';
  switch (code) {
    case 'invalid_client':
      return 'Check the client id and secret at https://pulsoid.net/ui/api-clients.';
    case 'invalid_scope':
      return "Ask only for the app's scopes, such as `profile:create`. If you ask for several, try `scopeSeparator: ','`.";
    case 'invalid_token':
      return 'The token is unknown to Pulsoid, revoked or expired. Get a new one with `token({ forceRefresh: true })`.';
    default:
      return undefined;
  }
}
