import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type Dialect, dialects, type IssuedToken, pathOf } from '@grantkit/testing';

/**
 * A realm of AM that grants client-side tokens: JWTs with the claims of OpenAM's `StatelessTokenStore`, and a JWK set at
 * `/connect/jwk_uri`.
 */
export function createSigningRealm() {
  const path = '/am/oauth2/realms/root/realms/alpha';
  let key = createKey();
  let changed: Readonly<Record<string, unknown>> = {};
  let keyRequests = 0;
  let keyStatus = 200;

  function tokenOf({ clientId, scope, issuedAt, expiresAt }: IssuedToken, origin: string): string {
    const claims = {
      ...{ sub: clientId, iss: origin + path, aud: [clientId], scope, realm: '/alpha', jti: randomUUID() },
      ...{ tokenName: 'access_token', token_type: 'Bearer' },
      ...{ iat: seconds(issuedAt), nbf: seconds(issuedAt), exp: seconds(expiresAt) },
      ...changed,
    };
    const text = `${encode({ typ: 'JWT', alg: 'RS256', kid: key.kid })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), key.privateKey).toString('base64url')}`;
  }

  const dialect: Dialect = {
    ...dialects.pingam8,
    name: 'pingam8 with client-side tokens',
    tokenMembers: (token, registry) => ({
      ...dialects.pingam8.tokenMembers(token, registry),
      access_token: tokenOf(token, registry.url),
    }),
    replyAtMetadata(request) {
      if (pathOf(request) !== `${path}/connect/jwk_uri`) return undefined;
      keyRequests += 1;
      return { status: keyStatus, body: { keys: [key.jwk] } };
    },
  };
  return {
    path,
    dialect,
    keyRequests: () => keyRequests,
    /** Changes claims of the next tokens. */
    change(claims: Readonly<Record<string, unknown>>) {
      changed = claims;
    },
    /** Answers the next requests for the keys with another status. */
    answerKeys(status: number) {
      keyStatus = status;
    },
    replaceKey() {
      key = createKey();
    },
  };
}

function createKey() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return { privateKey, kid, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
