import type { ClientRequestDraft } from '@grantkit/core';
import type { AssertionSettings } from './assertion-options.ts';

/** An assertion before it is signed. */
export interface UnsignedAssertion {
  readonly header: AssertionHeader;
  readonly claims: AssertionClaims;
}

/** The header of an assertion. */
export interface AssertionHeader {
  readonly alg: string;
  readonly typ: string;
  readonly kid?: string;
  readonly [member: string]: unknown;
}

/**
 * The claims of an assertion. `iat` and `exp` are in seconds since the epoch.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
export interface AssertionClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | string[];
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly [claim: string]: unknown;
}

/** Makes the assertion of one attempt. Each has a new `jti`, because servers refuse an assertion that they have seen. */
export function assertionFor(
  { clientId, now, issuer, ...draft }: ClientRequestDraft,
  alg: string,
  { audience = draft.audience, ...settings }: AssertionSettings,
): UnsignedAssertion {
  return {
    header: {
      // RFC 10070 §4 asks for this type. OpenAM refuses every type that it does not know, so other audiences keep `JWT`.
      typ: isIssuer(audience, issuer) ? 'client-authentication+jwt' : 'JWT',
      ...settings.header,
      alg,
      ...(settings.keyId !== undefined && { kid: settings.keyId }),
    },
    claims: {
      ...settings.claims,
      iss: clientId,
      sub: clientId,
      aud: typeof audience === 'string' ? audience : [...audience],
      jti: crypto.randomUUID(),
      iat: Math.floor((now - settings.backdate) / 1000),
      exp: Math.floor(now / 1000) + settings.lifetime,
    },
  };
}

/** Whether the audience is the issuer alone. AM writes its issuer with the default port, so their texts can differ. */
function isIssuer(audience: string | readonly string[], issuer: string | undefined): boolean {
  return typeof audience === 'string' && issuer !== undefined && normalized(audience) === normalized(issuer);
}

function normalized(text: string): string {
  return URL.canParse(text) ? new URL(text).href : text;
}

/**
 * Writes an assertion into the form body of a request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 */
export function writeAssertion(
  { clientId, body }: ClientRequestDraft,
  assertion: string,
  type: 'jwt-bearer' | 'jwt-spiffe' = 'jwt-bearer',
): void {
  // Optional in RFC 7521 §4.2. AM documents it as a parameter, and Entra ID refuses a request without it.
  body.set('client_id', clientId);
  body.set('client_assertion_type', `urn:ietf:params:oauth:client-assertion-type:${type}`);
  body.set('client_assertion', assertion);
}
