import type { GrantFailure } from '@grantkit/core';

/** What a hint can name. */
export interface HintContext {
  readonly realm: string | undefined;
  /** How the client authenticates. */
  readonly method: string;
  /** Whom assertions are for, unless they say otherwise. */
  readonly audience: readonly string[];
}

/** What to do about a failure, in the words of AM's console. */
export function hintFor(failure: GrantFailure, context: HintContext): string | undefined {
  const { code, status, error, description = '', html } = failure;
  const where = whereOf(context);
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

  switch (code) {
    case 'invalid_client':
      return clientHint(description, context);
    case 'unauthorized_client':
      return 'Make the client confidential, and add Client Credentials to its Grant Types.';
    case 'invalid_scope':
      return `Ask only for scopes of the client's profile in ${where}, or give it default scopes.`;
    case 'server_error':
      return status === 400
        ? 'AM reports a failure of its own with 400, and will again: its debug log says why.'
        : undefined;
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

/** What can be wrong with the client depends on how it proves who it is. */
function clientHint(description: string, context: HintContext): string {
  const where = whereOf(context);
  switch (context.method) {
    case 'private_key_jwt':
    case 'client_secret_jwt':
      return assertionHint(description, context);
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return (
        `Check that the client's profile in ${where} has this certificate or its subject, that AM trusts who issued ` +
        'it, that `fetch` shows it, and that a proxy in between passes it on.'
      );
    default:
      return (
        `Check the client id and secret in ${where}: AM looks a client up in its realm, so a wrong realm looks like a ` +
        "wrong secret. If the secret has special characters, OpenAM and AM before 6.5 need `basicEncoding: 'raw'`."
      );
  }
}

function assertionHint(description: string, context: HintContext): string {
  if (/^JWT (has expired|expiration)/.test(description)) {
    return "Compare this machine's clock with AM's. AM takes assertions for 30 minutes at most: check `lifetime`.";
  }
  const keys =
    context.method === 'client_secret_jwt'
      ? `Check the client id and secret in ${whereOf(context)}, and the signing algorithm in the client's profile; ` +
        'OpenAM needs `audienceIncludesClientId`.'
      : `Check the client id in ${whereOf(context)}, and the public key, its \`keyId\` and the signing algorithm in the ` +
        "client's profile.";
  if (description.startsWith('JWT is not valid')) return keys;

  const audience =
    `AM wants the assertion's audience to be the token endpoint as it computes it: expected ${context.audience.join(' or ')}. ` +
    "Set the assertion's `audience` to the `token_endpoint` of AM's discovery document, or add ours to AM's " +
    'Additional Audience Values.';
  // A server that does not say what it is may mean either.
  return /audience/i.test(description) ? audience : `${keys} ${audience}`;
}

function whereOf({ realm }: HintContext): string {
  return realm === undefined ? "the host name's own realm" : `the realm \`${realm}\``;
}
