import { createHmac, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto';

/** Creates an RSA key pair, for RS256. OpenAM reads every such key. */
export function createKeyPair(): KeyPairKeyObjectResult {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export interface AssertionParts {
  readonly header?: object;
  readonly claims?: object;
  /** An RSA key for RS256, a P-256 key for ES256, or a secret for HS256. */
  readonly key?: KeyObject | string;
}

/** The form parameters of a client assertion (RFC 7523 §2.2). */
export function signAssertion({ header, claims, key = '' }: AssertionParts): Record<string, string> {
  const alg = typeof key === 'string' ? 'HS256' : key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
  const input = [{ alg, ...header }, { ...claims }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(input).digest()
      : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${input}.${signature.toString('base64url')}`,
  };
}
