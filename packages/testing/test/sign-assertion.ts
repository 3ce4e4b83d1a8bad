import { createHmac, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto';

/** Creates a P-256 key pair, for ES256. */
export function createKeyPair(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

export interface AssertionParts {
  readonly header?: object;
  readonly claims?: object;
  /** A P-256 key for ES256, or a secret for HS256. */
  readonly key?: KeyObject | string;
}

/** The form parameters of a client assertion (RFC 7523 §2.2). */
export function signAssertion({ header, claims, key = '' }: AssertionParts): Record<string, string> {
  const input = [{ alg: typeof key === 'string' ? 'HS256' : 'ES256', ...header }, { ...claims }]
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
