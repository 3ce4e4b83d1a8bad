import type { GrantFailure } from '@grantkit/core';
import { assertionHint, typeHint } from './assertion-hints.ts';
import { type HintContext, whereOf } from './hint-context.ts';

/** What to do about a failure, in the terms of AM's console. */
export function hintFor(failure: GrantFailure, context: HintContext): string | undefined {
  const { purpose, code, status, description = '', html } = failure;
  const where = whereOf(context);
  // With 429 and 5xx the page comes from a proxy, and the URL is right.
  if (html && code !== 'rate_limited' && code !== 'server_error')
    return 'An HTML page came back. Check the context path (`/am`, `/openam`) in `baseUrl`, and look for a proxy.';

  const said = wordsOfAm.find(([words]) => words.test(description));
  if (said !== undefined) return said[1];
  // OpenAM refuses every type that its Java code does not know, and names the Java type in the description.
  if (/JwtType/.test(description)) return typeHint(context);

  switch (code) {
    case 'invalid_client':
      return clientHint(failure, context);
    case 'unauthorized_client':
      return purpose === 'token'
        ? 'Make the client confidential, and add Client Credentials to its Grant Types.'
        : undefined;
    case 'invalid_grant':
      return purpose === 'revocation'
        ? 'The token belongs to another client. Only the client that got a token can revoke it.'
        : undefined;
    case 'invalid_scope':
      return purpose === 'token'
        ? `Ask only for scopes of the client's profile in ${where}, or add default scopes to the profile.`
        : undefined;
    case 'server_error':
      return status === 400 ? failedHint(failure, context) : undefined;
    case 'not_found':
      return notFoundHint(failure, where);
    case 'redirect_refused':
      return 'AM redirects until it is configured. A proxy redirects to its login page. Open the URL in a browser.';
    default:
      return undefined;
  }
}

/** Hints of the failures for which only AM's description says what is wrong. */
const wordsOfAm: readonly (readonly [RegExp, string])[] = [
  // https://docs.pingidentity.com/pingam/8/am-oauth2/client-auth-header.html
  [/^URLDecoder:/, "This server decodes Basic credentials. Use `createPingAm` with its default encoding, `'form'`."],
  [
    /^Invalid authentication method/,
    'The client is registered for another Token Endpoint Authentication Method. Set `clientAuth` to that method.',
  ],
  // https://backstage.forgerock.com/knowledge/kb/article/a85881247
  [
    /User Requires Profile to Login/i,
    "Add `agent` to the Identity Types of the realm: in AM's console, Authentication, Settings, General.",
  ],
  // OpenAM's source has this text, for a token without a user. OpenAM 16.0.5 grants `openid`.
  [/^User must be authenticated/, 'Remove `openid` from `scope`.'],
  [
    /^No enum constant \S+JwsAlgorithm/,
    "OpenAM does not have this signing algorithm. It lacks PS256, for example. Sign with RS256, and set the client's profile to RS256.",
  ],
];

function notFoundHint({ error, url }: GrantFailure, where: string): string {
  if (error === 'unknown_host') {
    return (
      `AM does not know the host name ${new URL(url).hostname}. Add it to the DNS aliases of the realm, or set the ` +
      'host of `baseUrl` to a name that AM knows.'
    );
  }
  return error === 'not_found'
    ? `There is no OAuth2 Provider service in ${where}, or the realm is inactive. Add the service, activate the realm, or check \`realm\`.`
    : `Check that ${where} exists, and check the context path (\`/am\`, \`/openam\`) in \`baseUrl\`.`;
}

/** OpenAM reports its own failures with status 400, and repeats them at each attempt. */
function failedHint({ purpose }: GrantFailure, context: HintContext): string {
  const { method, audience } = context;
  const isAssertion = method === 'private_key_jwt' || method === 'client_secret_jwt';
  // At introspection, OpenAM reports an unknown type with this error, and does not mention the type.
  if (isAssertion && audience === 'issuer') return typeHint(context);
  // OpenAM 16.0.5 reads assertions with this algorithm. The console shows HS256 also if no algorithm is stored.
  if (method === 'private_key_jwt') {
    return (
      "Set ID Token Signing Algorithm of the client's profile to RS256, and sign with RS256: OpenAM has no PS256. " +
      "If that does not help, read the reason in AM's debug log."
    );
  }
  const log = "AM failed, although the status is 400. A retry would fail too. Read the reason in AM's debug log.";
  return purpose === 'token' ? `${log} ${idToken}` : log;
}

const idToken = "For the scope `openid`, set ID Token Signing Algorithm of the client's profile.";

/** What can be wrong with the client depends on its authentication method. */
function clientHint(failure: GrantFailure, context: HintContext): string {
  const where = whereOf(context);
  switch (context.method) {
    case 'private_key_jwt':
    case 'client_secret_jwt':
      return assertionHint(failure, context);
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return (
        `Check that the client's profile in ${where} has this certificate or its subject, that AM trusts its issuer, ` +
        'that `fetch` presents it, and that a proxy in between passes it on.'
      );
    default:
      return (
        `Check the client id and secret in ${where}. The client of another realm looks like a wrong secret, and so does ` +
        'an inactive realm, or a realm whose Identity Types lack `agent`.' +
        (context.canSetRaw
          ? " If the secret has special characters, OpenAM and AM before 6.5 need `basicEncoding: 'raw'`."
          : '')
      );
  }
}
