import type { ClientRequestDraft } from '@grantkit/core';
import type { AssertionSettings } from './assertion-options.ts';

/** The header of an assertion. */
export interface AssertionHeader {
  readonly alg: string;
  readonly typ: 'JWT';
  readonly kid?: string;
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

export function assertionHeader(alg: string, keyId: string | undefined): AssertionHeader {
  return { alg, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
}

/** Makes the claims of one attempt. Each has a new `jti`, because servers refuse an assertion that they have seen. */
export function assertionClaims(
  { clientId, now, ...draft }: ClientRequestDraft,
  { audience = draft.audience, lifetime, claims }: AssertionSettings,
): AssertionClaims {
  const iat = Math.floor(now / 1000);
  return {
    ...claims,
    iss: clientId,
    sub: clientId,
    aud: typeof audience === 'string' ? audience : [...audience],
    jti: crypto.randomUUID(),
    iat,
    exp: iat + lifetime,
  };
}

/**
 * Writes an assertion into the form body of a request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 */
export function writeAssertion({ clientId, body }: ClientRequestDraft, assertion: string): void {
  // Optional in RFC 7521 §4.2. AM documents it as a parameter, and Entra ID refuses a request without it.
  body.set('client_id', clientId);
  body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  body.set('client_assertion', assertion);
}
