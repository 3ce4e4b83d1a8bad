import { invalid } from './invalid.ts';
import type { KeyKind } from './signing-algorithm.ts';

/** An unencrypted PKCS#8 private key as PEM, without the text around it that its file may have (RFC 7468 §10). */
export interface Pkcs8Key {
  readonly pem: string;
  /** `undefined` if keys of this kind cannot sign an assertion. */
  readonly kind: KeyKind | undefined;
}

/**
 * Finds the key in the text and reads its kind. The rest of the key is checked when it is imported.
 *
 * @throws {GrantError} `invalid_config`, with a hint for a key in another form.
 */
export function readPkcs8(text: string): Pkcs8Key {
  const [pem, body] = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(text) ?? [];
  if (pem === undefined || body === undefined)
    throw invalid('The option `key` must be a private key in PKCS#8 PEM', hintFor(text));
  return { pem, kind: kindOf(hexOf(body.replace(/\s+/g, '').slice(0, 64))) };
}

function hintFor(text: string): string {
  if (text.trimStart().startsWith(btoa('-----BEGIN').slice(0, 13))) {
    return 'It is a PEM that is encoded in base64 once more. Decode it first.';
  }
  if (/^(file:|~?\/|\.{1,2}[\\/]|[A-Za-z]:\\)|^[^\s]+\.(pem|key|p8|pk8|der|crt)$/i.test(text.trim())) {
    return 'It looks like the path of a file. Read the file, and pass its text.';
  }
  if (text.includes('\\n'))
    return 'Its line breaks are the two characters `\\` and `n`. Replace them with real line breaks.';
  if (/BEGIN (ENCRYPTED|RSA|EC) PRIVATE KEY/.test(text)) {
    return 'Convert it with `openssl pkcs8 -topk8 -nocrypt -in key.pem`.';
  }
  if (/BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)/.test(text)) {
    return 'This is a public key or a certificate, for the authorization server. Signing needs the private key.';
  }
  return 'Such a PEM starts with `-----BEGIN PRIVATE KEY-----`. For a shared secret, use `clientSecretJwt`.';
}

/** The start of the DER: a SEQUENCE with a version, and a SEQUENCE with the algorithm's identifier (RFC 5958 §2). */
const algorithmIdentifier = /^30(?:[0-7].|81..|82.{4})02010[01]30..(06.+)$/;

const identifiers: readonly (readonly [identifier: string, KeyKind])[] = [
  ['06092a864886f70d010101', 'RSA'],
  ['06072a8648ce3d020106082a8648ce3d030107', 'P-256'],
  ['06072a8648ce3d020106052b81040022', 'P-384'],
  ['06072a8648ce3d020106052b81040023', 'P-521'],
  ['06032b6570', 'Ed25519'],
];

function kindOf(der: string): KeyKind | undefined {
  const found = algorithmIdentifier.exec(der)?.[1];
  return identifiers.find(([identifier]) => found?.startsWith(identifier))?.[1];
}

function hexOf(base64: string): string {
  try {
    return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  } catch {
    return '';
  }
}
