import type { ClientAuth } from '@grantkit/core';
import { type ParsedKey, serviceAccountSigner } from './key.ts';

/** The public client that every tenant has for its service accounts. */
export const serviceAccountClient = 'service-account';

/** How long an assertion is valid, in seconds. Ping's pages and tools use three minutes. */
const lifetime = 180;

/**
 * The JWT bearer grant: the account signs an assertion, and a public client exchanges it for a token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.1
 */
export function serviceAccountAuth({ id, key }: { readonly id: string; readonly key: ParsedKey }): ClientAuth {
  const signer = serviceAccountSigner(key);
  return {
    method: 'jwt_bearer',
    usesClientSecret: false,
    // With the id, because all accounts have the same client id, and two of them can have the same key.
    fingerprint: async () => `${id} ${await signer.thumbprint()}`,
    async authenticate({ clientId, audience, now, body }) {
      body.set('client_id', clientId);
      // Only a token request has a grant. For revocation, a public client shows its id alone (RFC 7009 §2.1).
      if (!body.has('grant_type')) return;
      body.set('grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer');
      const claims = {
        iss: id,
        sub: id,
        aud: audience,
        exp: Math.floor(now / 1000) + lifetime,
        jti: crypto.randomUUID(),
      };
      body.set('assertion', await signer.sign(claims));
    },
  };
}
