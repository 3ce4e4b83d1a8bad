export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/**
 * An algorithm for the signature of an assertion. `EdDSA` means Ed25519. PingAM supports all of them except `EdDSA`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.1
 */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** The kind of key that an algorithm needs: RSA, or a certain curve (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1). */
export type KeyKind = 'RSA' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519';

const kinds: Readonly<Record<SigningAlgorithm, KeyKind>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  PS256: 'RSA',
  PS384: 'RSA',
  PS512: 'RSA',
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
};

/** The length of a signature in bytes. An RSA signature is as long as the modulus. */
const signatureBytes: Readonly<Record<Exclude<KeyKind, 'RSA'>, number>> = {
  'P-256': 64,
  'P-384': 96,
  'P-521': 132,
  Ed25519: 64,
};

/** The shortest modulus of an RSA key, in bits (RFC 7518 §3.3). */
export const leastModulusLength = 2048;

/** The algorithms that a key of this kind can sign with, the most usual one first. */
export function algorithmsOf(kind: string): readonly SigningAlgorithm[] {
  return signingAlgorithms.filter((algorithm) => kinds[algorithm] === kind);
}

/** Whether a signature of this algorithm can have this many bytes. */
export function canBeSignature(algorithm: SigningAlgorithm, bytes: number): boolean {
  const kind = kinds[algorithm];
  return kind === 'RSA' ? bytes >= leastModulusLength / 8 : bytes === signatureBytes[kind];
}
