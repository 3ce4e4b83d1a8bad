import type { GrantFailure } from '@grantkit/core';

/** What to do about a failure of a service account, in the words of Advanced Identity Cloud's console. */
export function serviceAccountHint({ purpose, code, html }: GrantFailure): string | undefined {
  // With 429 and 5xx the page comes from a proxy, and the URL is right.
  if (html && code !== 'rate_limited' && code !== 'server_error')
    return 'An HTML page came back. Check `tenant`, and look for a proxy in front of it.';
  if (code === 'not_found') return "Check that `tenant` is the host name of the tenant's environment.";
  // The rest is about the assertion and the scope, which only a token request has.
  if (purpose !== 'token') return undefined;
  switch (code) {
    case 'invalid_grant':
    case 'invalid_client':
      return (
        `Check \`serviceAccount\`: its \`id\` and its \`key\` must be those in ${page} of this environment. ` +
        "An account is not promoted to other environments. Check this machine's clock too, because an assertion is " +
        'valid for three minutes.'
      );
    case 'invalid_scope':
      return `Ask only for scopes that the account has in ${page}, or add the scopes to the account there.`;
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return "Check that `tenant` is the environment's own host name. A custom domain can belong to another realm.";
    default:
      return undefined;
  }
}

const page = 'Tenant settings > Global Settings > Service Accounts';
