import type { AssertionAudienceOption, ClientAuth, Discovery, GrantFailure } from '@grantkit/core';

/** The facts of a client that a hint can name. */
export interface HintContext {
  readonly clientAuth: ClientAuth;
  /** The option `audience`. */
  readonly audience: AssertionAudienceOption;
  /** The audience of assertions that do not set one themselves. */
  readonly sentAudience: string;
  /** The server's metadata; `undefined` for a server without metadata. */
  readonly discovery: Discovery | undefined;
}

/** What to do about a failure, where the general hint is not enough. */
export function hintFor(failure: GrantFailure, context: HintContext): string | undefined {
  const { purpose, code, description = '' } = failure;
  const { method, refusedHint } = context.clientAuth;
  if (code === 'unauthorized_client') return unauthorizedHint(failure, context);
  // For an assertion that somebody else signed, core takes the hint of the client authentication.
  const isAssertion = ['private_key_jwt', 'client_secret_jwt'].includes(method) && refusedHint === undefined;
  // OpenAM answers this error, in the words of Java, to a type that it does not know.
  if (code === 'invalid_request' && isAssertion && /\btyp\b|JwtType/i.test(description))
    return assertionHint(failure, context);
  if (code !== 'invalid_client') return undefined;
  // The methods in the metadata are those of the token endpoint, and need not be those of this client. They only improve the hint.
  const known = context.discovery?.known?.tokenEndpointAuthMethods;
  const methods = known?.filter((name) => /^[a-z\d_]{1,40}$/.test(name));
  if (purpose === 'token' && methods !== undefined && !methods.includes(method)) {
    const listed = methods.slice(0, 10).join(', ');
    return `The client uses ${method}, and the server's metadata lists ${listed || 'no method'}. Set \`clientAuth\` to the method that the client is registered for.`;
  }
  if (isAssertion) return timesHint(description) ?? assertionHint(failure, context);
  return method.includes('tls_client_auth') ? certificateHint : undefined;
}

/** Keycloak uses this error for a wrong secret or method too, and the general hint names only what the client may not do. */
function unauthorizedHint({ purpose }: GrantFailure, { clientAuth }: HintContext): string {
  const right =
    purpose === 'token'
      ? 'allow the client credentials grant for this client (at Keycloak: service accounts)'
      : `allow this client to use ${purpose === 'other' ? 'this endpoint' : purpose}`;
  const wrong = clientAuth.usesClientSecret
    ? 'Check the client secret: Keycloak also answers a wrong secret with `unauthorized_client`.'
    : 'Check the method that the client is registered for: Keycloak also answers another method with `unauthorized_client`. ' +
      `There the Client Authenticator must be ${keycloakName(clientAuth)}.`;
  return `${wrong} If it is right, ${right}.`;
}

function keycloakName({ method, refusedHint }: ClientAuth): string {
  if (method.includes('tls_client_auth')) return 'X509 Certificate';
  return refusedHint === undefined ? 'Signed JWT' : 'Signed JWT - Federated';
}

const certificateHint =
  'Check that `fetch` presents the certificate, that the client is registered for its subject or key, that the server trusts it, and that a proxy in between passes it on.';

/** Keycloak's words for an assertion that is out of its time. It sends no `Date`, which would show how far. */
function timesHint(description: string): string | undefined {
  if (/^Token was issued too far in the past/.test(description))
    return "Correct this machine's clock, or set a smaller `backdate`: Keycloak refuses an `iat` that is more than 60 s old.";
  return /^Token is not active/.test(description)
    ? "Compare this machine's clock with the server's: there, the assertion has expired or is not valid yet."
    : undefined;
}

/** Servers from before RFC 10070 can refuse the issuer as the audience, or the type that comes with it. Few of them say so. */
function assertionHint({ description = '' }: GrantFailure, context: HintContext): string {
  const { clientAuth, audience, sentAudience } = context;
  const credential = clientAuth.usesClientSecret ? 'its secret' : 'the key and its `keyId`';
  const keys = `Check the client id, ${credential}, and the signing algorithm that the client is registered for.`;
  const other =
    audience === 'issuer'
      ? `The audience is the issuer ${sentAudience}, unless the assertion sets another one. A server from before RFC 10070 can expect its token endpoint: set \`audience: 'token_endpoint'\`.`
      : `The audience is the token endpoint ${sentAudience}, unless the assertion sets another one. RFC 10070 demands the issuer: set \`issuer\`, and leave \`audience\` out.`;
  if (/audience/i.test(description)) return other;
  // In Keycloak's words: "Signature on JWT token failed validation", and "Unable to load public key" for a wrong `kid`.
  return /signature|public key/i.test(description) ? keys : `${keys} ${other}`;
}
