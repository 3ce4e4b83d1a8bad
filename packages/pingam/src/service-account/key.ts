import { invalidConfig, memoizeSuccess } from '@grantkit/core';
import * as v from 'valibot';

/**
 * A private RSA key as a JWK (RFC 7517), as the console of Advanced Identity Cloud offers it for download. Other members
 * of the file are ignored.
 */
export interface ServiceAccountKey {
  /** Must be `RSA`. */
  readonly kty?: string | undefined;
  /** Must be `RS256` if it is there. */
  readonly alg?: string | undefined;
  /** The modulus, of at least 2048 bits. */
  readonly n?: string | undefined;
  /** The public exponent. */
  readonly e?: string | undefined;
  /** The private exponent. A key without it is a public key. */
  readonly d?: string | undefined;
  /** The first prime. */
  readonly p?: string | undefined;
  /** The second prime. */
  readonly q?: string | undefined;
  /** The exponent of the first prime. */
  readonly dp?: string | undefined;
  /** The exponent of the second prime. */
  readonly dq?: string | undefined;
  /** The coefficient of the primes. */
  readonly qi?: string | undefined;
}

/** Signs with the key of a service account. No object that can be printed contains the key. */
export interface ServiceAccountSigner {
  /** Makes a JWT of the claims (RFC 7519 §7.1). */
  sign(claims: object): Promise<string>;
  /** The RFC 7638 thumbprint of the public key. */
  thumbprint(): Promise<string>;
}

const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** The key is imported when it is first needed, and again only if that failed. */
export function serviceAccountSigner(key: ParsedKey): ServiceAccountSigner {
  const imported = memoizeSuccess(() => crypto.subtle.importKey('jwk', key, rs256, false, ['sign']));
  return {
    async sign(claims) {
      const signingInput = [{ alg: 'RS256' }, claims].map((part) => base64Url(utf8(JSON.stringify(part)))).join('.');
      try {
        const signature = await crypto.subtle.sign(rs256, await imported(), utf8(signingInput));
        return `${signingInput}.${base64Url(new Uint8Array(signature))}`;
      } catch {
        // The runtime's own error is left out, because it could show a part of the key.
        throw invalidConfig(
          'pingam',
          'The option `serviceAccount.key` cannot be used to sign',
          'The key is damaged. Copy the whole file again, or regenerate the key of the service account.',
        );
      }
    },
    thumbprint: memoizeSuccess(async () => {
      const { e, kty, n } = key;
      const digest = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify({ e, kty, n })));
      return base64Url(new Uint8Array(digest));
    }),
  };
}

/** A key that was checked, with the members that are needed to import it. */
export interface ParsedKey extends Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>> {
  readonly kty: 'RSA';
}

/** The schema of the key, which may also be the JSON text of the file. */
export function serviceAccountKey(): v.GenericSchema<unknown, ParsedKey> {
  const member = v.pipe(v.string(wholeRule), v.regex(/^[\w-]+$/, wholeRule));
  return v.pipe(
    v.unknown(),
    v.check((given) => !isPath(given), pathRule),
    v.check((given) => !isPem(given), 'the JWK that the console offers for download, and not a PEM'),
    v.transform((given) => (typeof given === 'string' ? readJson(given) : given)),
    v.looseObject({ kty: v.optional(v.unknown()), d: v.optional(v.unknown()), alg: v.optional(v.unknown()) }, keyRule),
    v.check(({ kty }) => kty === 'RSA', 'an RSA key, because an assertion of a service account is signed with RS256'),
    v.check(({ d }) => d !== undefined, 'the private key, which has the member `d`, and not the public key'),
    v.check(({ alg = 'RS256' }) => alg === 'RS256', 'a key for RS256. Its `alg` names another algorithm'),
    v.object(
      {
        kty: v.literal('RSA'),
        n: v.pipe(member, v.minLength(shortestModulus, 'an RSA key of at least 2048 bits (RFC 7518 §3.3)')),
        ...{ e: member, d: member, p: member, q: member, dp: member, dq: member, qi: member },
      },
      wholeRule,
    ),
  );
}

const keyRule = 'the private key that the console offers for download: its JWK, or the JSON text of the file';
const pathRule = 'the key itself. It looks like the path of a file. Read the file, and pass its text';
const wholeRule = 'base64url text, as in the file that the console offers for download. Copy the whole file again';

function isPath(given: unknown): boolean {
  return (
    typeof given === 'string' &&
    /^(file:|~?\/|\.{1,2}[\\/]|[A-Za-z]:\\)|^\S+\.(json|jwk|pem|key|p8)$/i.test(given.trim())
  );
}

function isPem(given: unknown): boolean {
  return typeof given === 'string' && given.includes('-----BEGIN ');
}

/** The length in base64url of 2048 bits. */
const shortestModulus = 342;

/** `null` if the text is not JSON. The error of `JSON.parse` is left out, because it quotes the text. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Url(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
