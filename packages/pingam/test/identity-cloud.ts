import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  type Dialect,
  dialects,
  type FakeClock,
  type RecordedRequest,
  type TokenVerdict,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import {
  createAdvancedIdentityCloud,
  type IdentityCloudServiceAccountOptions,
  type PingAmClient,
} from '../src/index.ts';
import { behindProxy } from './behind-proxy.ts';

export const tenant = 'openam-acme.forgeblocks.com';
export const accountId = '449d7e27-7889-47af-a736-83b6bbf97ec5';

/** A service account, as the tenant keeps it: with the public key, and the only scopes that it may have. */
export interface KnownAccount {
  readonly id: string;
  readonly publicJwk: JsonWebKey;
  readonly scope: readonly string[];
}

export interface RsaKey {
  readonly privateJwk: JsonWebKey;
  readonly publicJwk: JsonWebKey;
}

export function rsaKey(modulusLength = 2048): RsaKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateJwk: privateKey.export({ format: 'jwk' }), publicJwk: publicKey.export({ format: 'jwk' }) };
}

/**
 * A tenant of Advanced Identity Cloud. It checks each assertion as RFC 7523 §3 says, with Node's own crypto.
 *
 * The text about scopes is the one that frodo-lib looks for. No page shows the other texts.
 *
 * @see https://docs.pingidentity.com/pingoneaic/developer-docs/authenticate-to-rest-api-with-access-token.html
 */
export function identityCloudDialect(accounts: readonly KnownAccount[]): Dialect {
  return {
    ...dialects.pingam8,
    name: 'identity cloud',
    tokenPath: '/am/oauth2/access_token',
    lifetime: 899,
    verifyTokenRequest({ parameters }, { now }) {
      if (parameters.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
        return refuse('unsupported_grant_type', 'Grant type is not supported');
      if (parameters.get('client_id') !== 'service-account')
        return refuse('invalid_client', 'Client authentication failed');
      const assertion = parameters.get('assertion') ?? '';
      const { iss, sub, aud, exp, jti } = claimsOf(assertion);
      const account = accounts.find(({ id }) => id === iss && id === sub);
      const isTimely = typeof exp === 'number' && exp > now() / 1000 && exp <= now() / 1000 + 180;
      const isAddressed = audience.test(String(aud)) && typeof jti === 'string';
      if (!account || !isTimely || !isAddressed || !isSigned(assertion, account))
        return refuse('invalid_grant', 'The assertion is not valid');
      const asked = (parameters.get('scope') ?? '').split(' ');
      const unsupported = asked.filter((name) => !account.scope.includes(name));
      if (unsupported.length > 0)
        return refuse('invalid_scope', `Unsupported scope for service account: ${unsupported.join(',')}`);
      return { clientId: 'service-account', scope: asked };
    },
  };
}

/** With the port, as Ping's page demands it. */
const audience = /^https:\/\/[\w-]+\.forgeblocks\.com:443\/am\/oauth2\/access_token$/;

/** A client of the account in front of a fake tenant. */
export async function startIdentityCloud(
  options: Partial<IdentityCloudServiceAccountOptions> = {},
): Promise<{ readonly server: AuthorizationServer; readonly clock: FakeClock; readonly client: PingAmClient }> {
  const clock = createFakeClock();
  const accounts = [{ id: accountId, publicJwk: accountKey.publicJwk, scope: ['fr:am:*', 'fr:idm:*'] }];
  const server = await createAuthorizationServer({
    dialect: identityCloudDialect(accounts),
    clients: [{ clientId: 'service-account', clientSecret: '' }],
    realms: ['/', '/alpha', '/bravo'],
    now: clock.now,
  });
  onTestFinished(() => server.close());
  const client = createAdvancedIdentityCloud({
    tenant,
    serviceAccount: { id: accountId, key: accountKey.privateJwk },
    scope: 'fr:am:* fr:idm:*',
    fetch: behindProxy(server),
    clock,
    ...options,
  });
  return { server, clock, client };
}

/** The key of the account in {@link startIdentityCloud}. */
export const accountKey: RsaKey = rsaKey();

export function assertionOf(request: RecordedRequest | undefined): string {
  return request?.parameters.get('assertion') ?? '';
}

/** The header and the claims of an assertion. */
export function headerOf(assertion: string): Readonly<Record<string, unknown>> {
  return partOf(assertion, 0);
}

export function claimsOf(assertion: string): Readonly<Record<string, unknown>> {
  return partOf(assertion, 1);
}

function partOf(assertion: string, index: 0 | 1): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(assertion.split('.')[index] ?? '', 'base64url').toString() || '{}');
}

function isSigned(assertion: string, { publicJwk }: KnownAccount): boolean {
  const [header = '', claims = '', signature = ''] = assertion.split('.');
  const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
  const isRs256 = headerOf(assertion)['alg'] === 'RS256';
  return (
    isRs256 && verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
  );
}

function refuse(error: string, description: string): TokenVerdict {
  return { errorReply: { status: 400, body: { error, error_description: description } } };
}
