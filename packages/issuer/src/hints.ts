import type { AssertionAudienceOption, Discovery, GrantFailure } from '@grantkit/core';

/** The facts of a client that a hint can name. */
export interface HintContext {
  /** The client authentication method, such as `client_secret_basic`. */
  readonly method: string;
  /** The audience of assertions that do not set one themselves. */
  readonly audience: AssertionAudienceOption;
  /** The server's metadata; `undefined` for a server without metadata. */
  readonly discovery: Discovery | undefined;
}

/** What to do about a failure, where the general hint is not enough. */
export function hintFor(
  { purpose, code, description = '' }: GrantFailure,
  { method, audience, discovery }: HintContext,
): string | undefined {
  // Keycloak uses this error for a wrong secret or method too, and the general hint names only what the client may not do.
  if (code === 'unauthorized_client') {
    const right =
      purpose === 'token'
        ? 'allow the client credentials grant for this client (at Keycloak: service accounts)'
        : `allow this client to use ${purpose === 'other' ? 'this endpoint' : purpose}`;
    const wrong = method.startsWith('client_secret')
      ? 'the client secret: Keycloak also answers a wrong secret'
      : 'the method that the client is registered for: Keycloak also answers another method';
    return `Check ${wrong} with \`unauthorized_client\`. If it is right, ${right}.`;
  }
  const isAssertion = method === 'private_key_jwt' || method === 'client_secret_jwt';
  // OpenAM answers this error, in the words of Java, to a type that it does not know.
  if (code === 'invalid_request' && isAssertion && /\btyp\b|JwtType/i.test(description)) return assertionHint(audience);
  if (code !== 'invalid_client') return undefined;
  // The methods in the metadata are those of the token endpoint, and need not be those of this client. They only improve the hint.
  const methods = discovery?.known?.tokenEndpointAuthMethods?.filter((name) => /^[a-z\d_]{1,40}$/.test(name));
  if (purpose === 'token' && methods !== undefined && !methods.includes(method)) {
    const listed = methods.slice(0, 10).join(', ');
    return `The client uses ${method}, and the server's metadata lists ${listed || 'no method'}. Set \`clientAuth\` to the method that the client is registered for.`;
  }
  if (isAssertion) return timesHint(description) ?? assertionHint(audience);
  return method.includes('tls_client_auth') ? certificateHint : undefined;
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
function assertionHint(audience: AssertionAudienceOption): string {
  const other =
    audience === 'issuer'
      ? "The audience is the issuer, unless the assertion sets another one. A server from before RFC 10070 can expect its token endpoint: set `audience: 'token_endpoint'`."
      : 'The audience is the token endpoint, unless the assertion sets another one. RFC 10070 demands the issuer: set `issuer`, and leave `audience` out.';
  return `Check the client id, the key and its \`keyId\`, and the signing algorithm that the client is registered for. ${other}`;
}
