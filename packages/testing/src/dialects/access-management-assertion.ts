import { KeyObject } from 'node:crypto';
import type { RegisteredClient, Registry } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import type { AccessManagementOptions, AssertionRules, Wording } from './access-management-options.ts';
import { type CompactJwt, isSignedWithKey, isSignedWithSecret, readJwt } from './compact-jwt.ts';
import { secretsOf } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** The difference between the clocks of client and server that AM tolerates, in seconds. */
const skew = 300;

/** Reads the client assertion of a request, if it has one (RFC 7523 §2.2). */
export function readAssertion(
  { parameters }: RecordedRequest,
  { knownTypes }: Pick<AssertionRules, 'knownTypes'> = {},
  { internalError }: Pick<Wording, 'internalError'> = {},
): CompactJwt | { readonly malformed: Reply } | undefined {
  if (parameters.get('client_assertion_type') !== assertionType) return undefined;
  const text = parameters.get('client_assertion') ?? '';
  const refuse = (message: string) => ({ malformed: oauthError(400, 'invalid_request', message) });
  const jwt = readJwt(text);
  if (internalError !== undefined && jwt?.claims['sub'] === undefined) return { malformed: internalError };
  // AM sends the message of its parser to the client (`JwtReconstruction`).
  if (jwt === undefined) return refuse(`not right number of dots, ${text.split('.').length}`);
  const type = String(jwt.header['typ'] ?? 'JWT').toUpperCase();
  if (knownTypes?.includes(type) === false)
    return refuse(`No enum constant org.forgerock.json.jose.jwt.JwtType.${type}`);
  return jwt;
}

/**
 * Returns the message of the first rule that an assertion breaks, or the reply where the server's own code fails, or
 * `undefined` if the assertion is good.
 *
 * Messages and order are OpenAM's (`ClientCredentialsReader.verifyJwtBearer`, `OAuth2Jwt`). No document says whether AM
 * rejects a `jti` that it has seen before. This server accepts it.
 */
export function findFault(
  jwt: CompactJwt,
  client: RegisteredClient,
  { now }: Registry,
  { audience, options }: { readonly audience: string | undefined; readonly options: AccessManagementOptions },
): string | Reply | undefined {
  const { assertions: rules, wording } = options;
  const { iss, sub, aud, exp, nbf, iat } = jwt.claims;
  const seconds = now() / 1000;
  const audiences = [aud].flat();
  if (typeof exp !== 'number') return wording.internalError ?? 'JWT is not valid';
  if (exp <= seconds - skew) return 'JWT has expired';
  if (exp > seconds + rules.longestLifetime) return rules.tooLong;
  if ((rules.issuerIsSubject && iss !== sub) || iss === undefined || aud === undefined) return 'JWT is not valid';
  if (typeof nbf === 'number' && nbf > seconds + skew) return 'JWT is not valid';
  if (typeof iat === 'number' && iat < seconds - 86_400) return 'JWT is not valid';
  const unknown = rules.unknownAlgorithm?.(String(jwt.header['alg']));
  if (unknown !== undefined) return unknown;
  if (!isSigned(jwt, client, audiences, rules)) return 'JWT is not valid';
  return audience === undefined || audiences.includes(audience) ? undefined : 'Audience validation failed';
}

function isSigned(jwt: CompactJwt, client: RegisteredClient, audiences: unknown[], rules: AssertionRules): boolean {
  const { alg, kid } = jwt.header;
  if (String(alg).startsWith('HS')) {
    // AM's documentation of HMAC assertions says that a client has only one secret.
    const [secret] = secretsOf(client);
    const isNamed = !rules.secretNeedsClientId || audiences.includes(client.clientId);
    return secret !== undefined && isNamed && isSignedWithSecret(jwt, secret);
  }
  return (client.publicKeys ?? []).some(
    (key) =>
      rules.readsKey?.(key) !== false &&
      (key instanceof KeyObject || (kid === undefined ? !rules.needsKeyId : key['kid'] === kid)) &&
      isSignedWithKey(jwt, key),
  );
}
