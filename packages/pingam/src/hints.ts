import type { GrantFailure } from '@grantkit/core';

/** What a hint can name. */
export interface HintContext {
  readonly realm: string | undefined;
  /** Whom assertions are for, unless they say otherwise. */
  readonly audience: readonly string[] | undefined;
}

/** What to do about a failure, in the words of AM's console. */
export function hintFor(
  { code, error, description = '', html }: GrantFailure,
  { realm, audience = [] }: HintContext,
): string | undefined {
  const where = realm === undefined ? "the host name's own realm" : `the realm \`${realm}\``;
  if (html) return 'A page came back: check the context path (`/am`, `/openam`) in `baseUrl`, and any proxy in front.';

  // AM's own texts are the only place where it says what is wrong.
  // https://docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html
  if (description.startsWith('URLDecoder:')) {
    return "This server decodes Basic credentials: leave `basicEncoding` at `'form'`.";
  }
  if (description.startsWith('Invalid authentication method')) {
    return 'The client is registered for another Token Endpoint Authentication Method: set `clientAuth` to that one.';
  }
  // OpenAM: a token for a client has no user that an ID token could be about.
  if (description.startsWith('User must be authenticated')) return 'Take `openid` out of `scope`.';

  if (code === 'invalid_client' && /audience/i.test(description)) {
    return (
      `AM wants the assertion's audience to be the token endpoint as it computes it: expected ${audience.join(' or ')}. ` +
      "Set the assertion's `audience` to the `token_endpoint` of AM's discovery document, or add ours to AM's " +
      'Additional Audience Values.'
    );
  }

  switch (code) {
    case 'invalid_client':
      return (
        `Check the client id and secret in ${where}: AM looks a client up in its realm, so a wrong realm looks like a ` +
        "wrong secret. If the secret has special characters, OpenAM and AM before 6.5 need `basicEncoding: 'raw'`."
      );
    case 'unauthorized_client':
      return 'Make the client confidential, and add Client Credentials to its Grant Types.';
    case 'invalid_scope':
      return `Ask only for scopes of the client's profile in ${where}, or give it default scopes.`;
    case 'not_found':
      return error === 'not_found'
        ? `There is no OAuth2 Provider service in ${where}: add it there, or check the realm.`
        : `Check that ${where} exists, and the context path (\`/am\`, \`/openam\`) in \`baseUrl\`.`;
    case 'redirect_refused':
      return 'AM redirects when it is not configured yet, and a proxy does so to a login page: open the URL in a browser.';
    default:
      return undefined;
  }
}
