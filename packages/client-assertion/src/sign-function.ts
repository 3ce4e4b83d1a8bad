import { base64url } from 'jose';
import { invalid } from './invalid.ts';
import type { Signer } from './signer.ts';
import { canBeSignature, type SigningAlgorithm } from './signing-algorithm.ts';

/**
 * Signs where the private key is: in a KMS, an HSM, an agent. It is given the bytes of the JWS signing input
 * (RFC 7515 §5.1), not their hash, and returns the signature as JWS has it: for ECDSA that is `r` and `s` side by side
 * (RFC 7518 §3.4), where many services return them as DER. What it throws becomes `credential_unavailable`.
 */
export type SignFunction = (signingInput: Uint8Array) => Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>;

/** Signs with somebody else's function. */
export function functionSigner(signFunction: SignFunction, algorithm: SigningAlgorithm): Signer {
  return {
    async sign(header, claims) {
      const signingInput = `${encode(header)}.${encode(claims)}`;
      const signature = bytesOf(await signFunction(new TextEncoder().encode(signingInput)));
      if (!canBeSignature(algorithm, signature.length)) {
        throw invalid(
          `The function that signs returned ${signature.length} bytes, which is no ${algorithm} signature`,
          hints[algorithm] ?? 'It must sign with that algorithm, and return the bytes of the signature alone.',
        );
      }
      return `${signingInput}.${base64url.encode(signature)}`;
    },
    thumbprint: async () => undefined,
  };
}

const der = 'ECDSA signatures in DER, as many services return them, must be turned into r and s side by side.';
const hints: Partial<Record<SigningAlgorithm, string>> = { ES256: der, ES384: der, ES512: der };

function encode(part: object): string {
  return base64url.encode(JSON.stringify(part));
}

function bytesOf(signature: unknown): Uint8Array {
  if (signature instanceof Uint8Array) return signature;
  if (signature instanceof ArrayBuffer) return new Uint8Array(signature);
  throw invalid('The function that signs returned no bytes', 'It must return a Uint8Array or an ArrayBuffer.');
}
