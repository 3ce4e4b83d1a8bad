import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { GrantFailure } from '../contract/provider.ts';

/** What to do next about a failure, in terms that hold for any server. */
export function generalHint({ code, html }: GrantFailure): string | undefined {
  return html ? 'A page for people came back: look for a proxy or a login page, and check the URL.' : hints[code];
}

const hints: Partial<Record<GrantErrorCode, string>> = {
  invalid_client: 'Check the client id and its secret, and which authentication method the client is registered for.',
  unauthorized_client: 'Allow the client credentials grant for this client at the authorization server.',
  invalid_scope: 'Ask only for scopes that this client is registered for.',
  unsupported_grant_type: 'Enable the client credentials grant at the authorization server.',
  not_found: 'Check the host and the path of the token endpoint.',
  rate_limited: 'Share one token among processes with a TokenCache, and wait before the next request.',
};
