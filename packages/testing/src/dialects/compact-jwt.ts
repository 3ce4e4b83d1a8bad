import { constants, createHmac, createPublicKey, KeyObject, verify } from 'node:crypto';
import type { PublicJwk } from '../contract/dialect.ts';

/** The parts of a compact JWT (RFC 7519 §3), not verified. */
export interface CompactJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Splits a JWT into its parts; `undefined` if the text cannot be read as a JWT. */
export function readJwt(text: string): CompactJwt | undefined {
  const [header = '', claims = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0) return undefined;
  try {
    return {
      header: readPart(header),
      claims: readPart(claims),
      signingInput: Buffer.from(`${header}.${claims}`),
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return undefined;
  }
}

/** Verifies the signature with a public key, for the RSA and EC algorithms of RFC 7518 §3.1. */
export function isSignedWithKey({ header, signingInput, signature }: CompactJwt, key: KeyObject | PublicJwk): boolean {
  const [, family, bits] = /^([RPE]S)(256|384|512)$/.exec(String(header['alg'])) ?? [];
  if (family === undefined) return false;
  const publicKey = key instanceof KeyObject ? key : createPublicKey({ key, format: 'jwk' });
  if (publicKey.asymmetricKeyType !== (family === 'ES' ? 'ec' : 'rsa')) return false;
  const padding = family === 'PS' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 } : {};
  return verify(`sha${bits}`, signingInput, { key: publicKey, dsaEncoding: 'ieee-p1363', ...padding }, signature);
}

/** Verifies the signature with a secret, for the HMAC algorithms of RFC 7518 §3.1. */
export function isSignedWithSecret({ header, signingInput, signature }: CompactJwt, secret: string): boolean {
  const [, bits] = /^HS(256|384|512)$/.exec(String(header['alg'])) ?? [];
  return bits !== undefined && createHmac(`sha${bits}`, secret).update(signingInput).digest().equals(signature);
}

function readPart(part: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  if (typeof value !== 'object' || value === null) throw new Error('A part of a JWT must be a JSON object.');
  return value as Readonly<Record<string, unknown>>;
}
