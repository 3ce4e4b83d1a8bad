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
 * What an assertion can be signed with. `EdDSA` is the one with Ed25519; PingAM has all but that one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.1
 */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** What a key must be for an algorithm: RSA, or on a certain curve (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1). */
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

/** Bytes of a signature; an RSA one is as long as the modulus. */
const signatureBytes: Readonly<Record<Exclude<KeyKind, 'RSA'>, number>> = {
  'P-256': 64,
  'P-384': 96,
  'P-521': 132,
  Ed25519: 64,
};

/** RFC 7518 §3.3. */
export const leastModulusLength = 2048;

/** What a key of this kind can sign with, the usual algorithm first. */
export function algorithmsOf(kind: string): readonly SigningAlgorithm[] {
  return signingAlgorithms.filter((algorithm) => kinds[algorithm] === kind);
}

/** Whether a signature of this algorithm can have this many bytes. */
export function canBeSignature(algorithm: SigningAlgorithm, bytes: number): boolean {
  const kind = kinds[algorithm];
  return kind === 'RSA' ? bytes >= leastModulusLength / 8 : bytes === signatureBytes[kind];
}
