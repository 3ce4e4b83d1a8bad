import type { ClientRequestDraft } from '@grantkit/core';
import type { AssertionSettings } from './assertion-options.ts';

/** The header of an assertion. */
export interface AssertionHeader {
  readonly alg: string;
  readonly typ: 'JWT';
  readonly kid?: string;
}

/** What an assertion says (RFC 7523 §3). Times are in s since the epoch. */
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

/** The claims of one attempt: another `jti` each time, since servers refuse an assertion that they have seen. */
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

/** RFC 7523 §2.2. */
export function writeAssertion({ clientId, body }: ClientRequestDraft, assertion: string): void {
  // RFC 7521 §4.2 leaves it out or in: AM's table of parameters asks for it, and others (Entra ID) insist on it.
  body.set('client_id', clientId);
  body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  body.set('client_assertion', assertion);
}
