import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** The realm whose tokens are accepted, and the clients that may call. */
export interface VerifierOptions {
  /** The issuer of the realm, exactly as AM writes it, with its port. */
  readonly issuer: string;
  /** The ids of the clients that may call. AM writes the client's id into `aud`. */
  readonly clients: readonly string[];
}

/** Verifies the token of a request. Returns its claims, or the reply that rejects it (RFC 6750 §3.1). */
export type Verify = (request: Request, scope: string) => Promise<JWTPayload | Response>;

/** Creates a verifier. It fetches the realm's keys once, and again when a token names a new key. */
export function createVerifier({ issuer, clients }: VerifierOptions): Verify {
  const keys = createRemoteJWKSet(new URL(`${issuer}/connect/jwk_uri`));
  const audience = [...clients];
  return async (request, scope) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) return refuse(401);
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...{ issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'] },
        // In seconds. `nbf` is AM's time of the grant, and AM's clock can be ahead of this clock.
        clockTolerance: 5,
      });
      // AM signs refresh tokens and ID tokens with the same keys.
      if (payload['tokenName'] !== 'access_token') return refuse(401, 'invalid_token');
      return scopesOf(payload).includes(scope) ? payload : refuse(403, 'insufficient_scope');
    } catch (error) {
      if (isBadToken(error)) return refuse(401, 'invalid_token');
      console.error('The token cannot be verified now', error);
      return new Response(null, { status: 503 });
    }
  };
}

/** The scopes of a token. AM writes a list, and scripts of a realm can write the string of RFC 9068. */
function scopesOf({ scope }: JWTPayload): readonly unknown[] {
  return Array.isArray(scope) ? scope : String(scope ?? '').split(' ');
}

/** Whether the token is wrong. If the API has no keys, that is not the caller's fault. */
function isBadToken(error: unknown): boolean {
  const noKeys = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];
  return error instanceof errors.JOSEError && !noKeys.includes(error.code);
}

function refuse(status: 401 | 403, error?: string): Response {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`;
  return new Response(null, { status, headers: { 'www-authenticate': challenge } });
}
