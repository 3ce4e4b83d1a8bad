import { KeyObject } from 'node:crypto';
import type { RegisteredClient, Registry } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';
import { type CompactJwt, isSignedWithKey, isSignedWithSecret, readJwt } from './compact-jwt.ts';
import { secretsOf } from './credentials.ts';

/** In what the versions of AM differ over a client assertion. */
export interface AssertionRules {
  /** Seconds that `exp` may be ahead. */
  readonly longestLifetime: number;
  /** What is said where it is further ahead. */
  readonly tooLong: string;
  /** Whether an assertion is for the endpoint that is asked, and at revocation for anybody; else for the token endpoint. */
  readonly perEndpoint: boolean;
  /** Whether one that is signed with the client's secret names the client in `aud` too. */
  readonly secretNeedsClientId: boolean;
  /** Whether a JWK is found by its `kid` alone. */
  readonly needsKeyId: boolean;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const skew = 300;

/** The assertion that a request shows, if it does (RFC 7523 §2.2). */
export function readAssertion({
  parameters,
}: RecordedRequest): CompactJwt | { readonly malformed: string } | undefined {
  if (parameters.get('client_assertion_type') !== assertionType) return undefined;
  const text = parameters.get('client_assertion') ?? '';
  // AM passes on what its parser throws (`JwtReconstruction`).
  return readJwt(text) ?? { malformed: `not right number of dots, ${text.split('.').length}` };
}

/**
 * Why an assertion is refused, in the words and the order of OpenAM (`ClientCredentialsReader.verifyJwtBearer`,
 * `OAuth2Jwt`). Whether AM refuses a `jti` that it has seen is not documented: here it does not.
 */
export function findFault(
  jwt: CompactJwt,
  client: RegisteredClient,
  { now }: Registry,
  { audience, rules }: { readonly audience: string | undefined; readonly rules: AssertionRules },
): string | undefined {
  const { iss, sub, aud, exp, nbf, iat } = jwt.claims;
  const seconds = now() / 1000;
  const audiences = [aud].flat();
  if (typeof exp !== 'number') return 'JWT is not valid';
  if (exp <= seconds - skew) return 'JWT has expired';
  if (exp > seconds + rules.longestLifetime) return rules.tooLong;
  if (iss !== sub || aud === undefined) return 'JWT is not valid';
  if (typeof nbf === 'number' && nbf > seconds + skew) return 'JWT is not valid';
  if (typeof iat === 'number' && iat < seconds - 86_400) return 'JWT is not valid';
  if (!isSigned(jwt, client, audiences, rules)) return 'JWT is not valid';
  return audience === undefined || audiences.includes(audience) ? undefined : 'Audience validation failed';
}

function isSigned(jwt: CompactJwt, client: RegisteredClient, audiences: unknown[], rules: AssertionRules): boolean {
  const { alg, kid } = jwt.header;
  if (String(alg).startsWith('HS')) {
    // One secret only: AM's documentation of HMAC assertions says so.
    const [secret] = secretsOf(client);
    const isNamed = !rules.secretNeedsClientId || audiences.includes(client.clientId);
    return secret !== undefined && isNamed && isSignedWithSecret(jwt, secret);
  }
  return (client.publicKeys ?? []).some(
    (key) =>
      (key instanceof KeyObject || (kid === undefined ? !rules.needsKeyId : key['kid'] === kid)) &&
      isSignedWithKey(jwt, key),
  );
}
