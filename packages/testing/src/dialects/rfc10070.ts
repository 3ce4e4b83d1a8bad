import type { Dialect, RegisteredClient, Registry } from '../contract/dialect.ts';
import { pathOf } from '../contract/recorded-request.ts';
import { readAssertion } from './access-management-assertion.ts';
import { type CompactJwt, isSignedWithKey, isSignedWithSecret } from './compact-jwt.ts';
import { secretsOf } from './credentials.ts';
import { oauthError } from './oauth-error.ts';
import { type Authenticate, rfc6749, verifyTokenRequest } from './rfc6749.ts';

/**
 * A server that accepts only client assertions whose audience is its issuer alone (RFC 7523, RFC 10070).
 *
 * Its issuer is its origin, and it serves its metadata (RFC 8414), but no document of OpenID Connect. It also demands the
 * type `client-authentication+jwt` in the header. The assertion of a `federated` client may have any type.
 */
export const rfc10070: Dialect = {
  ...rfc6749,
  name: 'rfc10070',
  verifyTokenRequest: (request, registry) => verifyTokenRequest(request, registry, authenticate),
  replyAtMetadata(request, { url }) {
    const path = pathOf(request);
    if (!path.startsWith('/.well-known/')) return undefined;
    if (path !== '/.well-known/oauth-authorization-server') return { status: 404 };
    return {
      body: {
        issuer: url,
        token_endpoint: url + rfc6749.tokenPath,
        token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_jwt'],
      },
    };
  },
};

const authenticate: Authenticate = (request, registry) => {
  const refuse = (description: string) => ({ errorReply: oauthError(401, 'invalid_client', description) });
  const assertion = readAssertion(request);
  if (assertion === undefined) return refuse('A client assertion is missing');
  if ('malformed' in assertion) return refuse('The client assertion is not a JWT');
  const client = registry.findClient(request.parameters.get('client_id') ?? String(assertion.claims['sub']));
  if (client === undefined) return refuse('The client is unknown');
  const fault = findFault(assertion, client, registry);
  return fault === undefined ? client : refuse(fault);
};

function findFault(jwt: CompactJwt, client: RegisteredClient, { now, url }: Registry): string | undefined {
  const { iss, sub, aud, exp, iat } = jwt.claims;
  const { clientId, federated } = client;
  const { issuer, subject } = federated ?? { issuer: clientId, subject: clientId };
  const seconds = now() / 1000;
  if (iss !== issuer || sub !== subject) return 'The issuer and the subject must be those of the registered client';
  // A list is refused, even a list with this one member. Kubernetes always writes such a list.
  const audiences = federated === undefined ? [aud] : [aud].flat();
  if (audiences.length !== 1 || audiences[0] !== url) return 'The audience must be the issuer alone';
  const isTyped = federated !== undefined || jwt.header['typ'] === 'client-authentication+jwt';
  if (!isTyped) return 'The typ must be client-authentication+jwt';
  if (typeof exp !== 'number' || exp <= seconds) return 'The assertion has expired';
  if (typeof iat === 'number' && iat > seconds) return 'The assertion was issued in the future';
  const signed =
    (client.publicKeys ?? []).some((key) => isSignedWithKey(jwt, key)) ||
    (federated === undefined && secretsOf(client).some((secret) => isSignedWithSecret(jwt, secret)));
  return signed ? undefined : 'The signature is wrong';
}
