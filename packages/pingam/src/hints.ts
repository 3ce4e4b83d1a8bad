import type { AssertionAudienceOption, GrantFailure } from '@grantkit/core';

/** The facts of a client that a hint can name. */
export interface HintContext {
  /** The realm; `undefined` if the host name decides. */
  readonly realm: string | undefined;
  /** The client authentication method, such as `client_secret_basic`. */
  readonly method: string;
  /** The option `audience`. */
  readonly audience: AssertionAudienceOption;
  /** The audience of assertions that do not set one themselves; empty if it is not known yet. */
  readonly expected: readonly string[];
}

/** What to do about a failure, in the terms of AM's console. */
export function hintFor(failure: GrantFailure, context: HintContext): string | undefined {
  const { code, status, error, description = '', html } = failure;
  const where = whereOf(context);
  // With 429 and 5xx the page comes from a proxy, and the URL is right.
  if (html && code !== 'rate_limited' && code !== 'server_error')
    return 'An HTML page came back. Check the context path (`/am`, `/openam`) in `baseUrl`, and look for a proxy.';

  // For the next three failures, only AM's description says what is wrong.
  // https://docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html
  if (description.startsWith('URLDecoder:')) {
    return "This server decodes Basic credentials. Leave `basicEncoding` at `'form'`.";
  }
  if (description.startsWith('Invalid authentication method')) {
    return 'The client is registered for another Token Endpoint Authentication Method. Set `clientAuth` to that method.';
  }
  // OpenAM knows only the type `JWT`. It says so in the words of Java.
  if (description.includes('JwtType')) {
    return "This server does not know the type `client-authentication+jwt` of an assertion for the issuer. Set `audience: 'token_endpoint'`.";
  }
  // OpenAM cannot make an ID token, because a client's token has no user.
  if (description.startsWith('User must be authenticated')) return 'Remove `openid` from `scope`.';

  switch (code) {
    case 'invalid_client':
      return clientHint(description, context);
    case 'unauthorized_client':
      return 'Make the client confidential, and add Client Credentials to its Grant Types.';
    case 'invalid_scope':
      return `Ask only for scopes of the client's profile in ${where}, or add default scopes to the profile.`;
    case 'server_error':
      return status === 400
        ? "AM failed, although the status is 400. A retry would fail too. Read the reason in AM's debug log."
        : undefined;
    case 'not_found':
      return error === 'not_found'
        ? `There is no OAuth2 Provider service in ${where}. Add it there, or check \`realm\`.`
        : `Check that ${where} exists, and check the context path (\`/am\`, \`/openam\`) in \`baseUrl\`.`;
    case 'redirect_refused':
      return 'AM redirects until it is configured. A proxy redirects to its login page. Open the URL in a browser.';
    default:
      return undefined;
  }
}

/** What can be wrong with the client depends on its authentication method. */
function clientHint(description: string, context: HintContext): string {
  const where = whereOf(context);
  switch (context.method) {
    case 'private_key_jwt':
    case 'client_secret_jwt':
      return assertionHint(description, context);
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return (
        `Check that the client's profile in ${where} has this certificate or its subject, that AM trusts its issuer, ` +
        'that `fetch` presents it, and that a proxy in between passes it on.'
      );
    default:
      return (
        `Check the client id and secret in ${where}. AM looks for a client in its realm, so a wrong realm looks like a ` +
        "wrong secret. If the secret has special characters, OpenAM and AM before 6.5 need `basicEncoding: 'raw'`."
      );
  }
}

function assertionHint(description: string, context: HintContext): string {
  if (/^JWT (has expired|expiration)/.test(description)) {
    return "Compare this machine's clock with AM's. AM accepts assertions for 30 minutes at most: check `lifetime`.";
  }
  const keys =
    context.method === 'client_secret_jwt'
      ? `Check the client id and secret in ${whereOf(context)}, and the signing algorithm in the client's profile. ` +
        'OpenAM needs `audienceIncludesClientId`.'
      : `Check the client id in ${whereOf(context)}, and the public key, its \`keyId\` and the signing algorithm in the ` +
        "client's profile.";
  if (description.startsWith('JWT is not valid')) return keys;

  const audience =
    context.audience === 'issuer'
      ? `The assertion's audience must be the issuer as AM spells it: expected ${context.expected.join()}. Set ` +
        "`discovery: true` to use AM's own spelling. AM before 8.0.2 and OpenAM want the token endpoint: set " +
        "`audience: 'token_endpoint'`."
      : `The assertion's audience must be the token endpoint as AM computes it: expected ${context.expected.join(' or ')}. ` +
        "Set the assertion's `audience` to the `token_endpoint` of AM's discovery document, or add the assertion's audience " +
        "to AM's Additional Audience Values. AM from 8.0.2 on can be set to want its issuer: set `audience: 'issuer'`.";
  // Without a reason, the key or the audience can be wrong.
  return /audience/i.test(description) ? audience : `${keys} ${audience}`;
}

function whereOf({ realm }: HintContext): string {
  return realm === undefined ? "the host name's own realm" : `the realm \`${realm}\``;
}
