import { base64url } from 'jose';
import { invalid } from './invalid.ts';
import type { Signer } from './signer.ts';
import { canBeSignature, type SigningAlgorithm } from './signing-algorithm.ts';

/**
 * A function that signs in the place where the private key is, such as a KMS, an HSM or an agent.
 *
 * It receives the bytes of the JWS signing input (RFC 7515 §5.1), not their hash. It returns the bytes of the
 * signature. For ECDSA these are `r` and `s`, one after the other (RFC 7518 §3.4). Many services return DER, which must
 * be converted. What the function throws becomes a `GrantError` with the code `credential_unavailable`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-5.1
 */
export type SignFunction = (signingInput: Uint8Array) => Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>;

/** Signs with the user's function. */
export function functionSigner(signFunction: SignFunction, algorithm: SigningAlgorithm): Signer {
  return {
    async sign({ header, claims }) {
      const signingInput = `${encode(header)}.${encode(claims)}`;
      const signature = bytesOf(await signFunction(new TextEncoder().encode(signingInput)));
      if (!canBeSignature(algorithm, signature.length)) {
        throw invalid(
          `The function that signs returned ${signature.length} bytes, which cannot be an ${algorithm} signature`,
          hints[algorithm] ?? 'It must sign with that algorithm and return only the bytes of the signature.',
        );
      }
      return `${signingInput}.${base64url.encode(signature)}`;
    },
    thumbprint: async () => undefined,
  };
}

const der = 'Many services return ECDSA signatures in DER. Convert them to r and s, one after the other.';
const hints: Partial<Record<SigningAlgorithm, string>> = { ES256: der, ES384: der, ES512: der };

function encode(part: object): string {
  return base64url.encode(JSON.stringify(part));
}

function bytesOf(signature: unknown): Uint8Array {
  if (signature instanceof Uint8Array) return signature;
  if (signature instanceof ArrayBuffer) return new Uint8Array(signature);
  throw invalid(
    'The function that signs must return a Uint8Array or an ArrayBuffer',
    'Return the bytes of the signature, not their text form or the whole reply of a service.',
  );
}
