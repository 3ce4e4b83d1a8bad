import type { GrantErrorCode, GrantFailure } from '@grantkit/core';
import * as v from 'valibot';

// https://docs.pulsoid.net/error-code-format: the number may come as a string, with 403 in the list and 401 on newer pages.
const ApiErrorSchema = v.object({ error_code: v.pipe(v.union([v.string(), v.number()]), v.transform(String)) });

/** `token_not_found`, `token_expired`. The other codes are a scope, a header, a subscription: no new token helps. */
const badToken = new Set(['7005', '7006']);

/** What Pulsoid's numbers mean; 6001 and 6002 are told by their status. */
export const errorCodes: Readonly<Record<string, GrantErrorCode>> = {
  '7005': 'invalid_token',
  '7006': 'invalid_token',
  '7009': 'invalid_request',
  '7010': 'invalid_request',
  '7011': 'insufficient_scope',
  '6003': 'insufficient_scope',
};

/** Whether an API's reply says that the token itself is bad. */
export async function rejectsToken(reply: Response): Promise<boolean> {
  if (reply.status !== 401 && reply.status !== 403) return false;
  const body = v.safeParse(ApiErrorSchema, await reply.json().catch(() => undefined));
  return body.success && badToken.has(body.output.error_code);
}

export function hintFor({ code, error }: GrantFailure): string | undefined {
  if (error === '7007')
    return 'The user has no Pulsoid subscription (`premium_required`): nothing that a client can change.';
  switch (code) {
    case 'invalid_client':
      return 'Check the client id and secret at https://pulsoid.net/ui/api-clients.';
    case 'invalid_scope':
      return "Ask only for the app's scopes, such as `profile:create`; for several, `scopeSeparator` may have to be `','`.";
    case 'invalid_token':
      return 'The token is unknown to Pulsoid, revoked or expired: get a new one with `token({ forceRefresh: true })`.';
    default:
      return undefined;
  }
}
