import { KeyObject } from 'node:crypto';
import type { Dialect, PublicJwk } from '../contract/dialect.ts';
import { pathOf, type RecordedRequest } from '../contract/recorded-request.ts';
import { accessManagement } from './access-management.ts';
import { crestError } from './access-management-realm.ts';
import { readBasic } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

/** What OpenAM appends to its two kinds of `server_error`. It sends both with 400. */
const unexpected = 'encountered an unexpected condition which prevented it from fulfilling the request';

/**
 * OpenAM. Everything here was seen on an OpenAM 16.0.5, even where its source or its documentation says something else.
 *
 * ForgeRock AM before 6.5 reads Basic in the same way. Nobody compared the rest with it.
 */
export const openam: Dialect = accessManagement({
  name: 'openam',
  context: '/openam',
  longPath,
  // OpenAM reads Basic as ISO-8859-1 and does not URL-decode it. Any other scheme counts as Basic without an id.
  readBasic: (request) =>
    readBasic(request, 'latin1') ??
    (request.headers['authorization'] === undefined ? undefined : { clientId: '', clientSecret: '' }),
  assertions: {
    longestLifetime: 86_400,
    tooLong: 'JWT is not valid',
    issuerIsSubject: false,
    perEndpoint: true,
    secretNeedsClientId: true,
    knownTypes: ['JWT', 'JWS', 'JWE'],
    needsKeyId: true,
    readsKey,
    unknownAlgorithm: (algorithm) =>
      /^[RHE]S(256|384|512)$/.test(algorithm)
        ? undefined
        : oauthError(400, 'server_error', `server_error (400) - The authorization server ${unexpected}.`),
  },
  // Without the scope `openid` in its profile, a client may use any method.
  enforcesMethod: ({ scope }) => scope === undefined || scope.includes('openid'),
  advertisesTokenEndpoints: false,
  introspection: {
    tokenType: 'access_token',
    subject: (clientId) => clientId,
    scopeForAll: undefined,
    trustsHint: true,
    challenges: false,
  },
  wording: {
    unknownPath: 'The server has not found anything matching the request URI',
    jsonStatus: 500,
    basicWithAssertion: 'invalid_client',
    internalError: oauthError(400, 'server_error', `Internal Server Error (500) - The server ${unexpected}`),
    wrongMethod: () =>
      crestError(
        405,
        'Method Not Allowed',
        'The method specified in the request is not allowed for the resource identified by the request URI',
      ),
  },
});

/** OpenAM also takes a realm without `realms/`, as in `/oauth2/alpha/access_token`, or else the one in the query. */
function longPath(request: Pick<RecordedRequest, 'url'>): string {
  const path = pathOf(request);
  const [, base = '', inPath, endpoint] =
    /^(\/openam\/oauth2)(.*?)(\/access_token|\/introspect|\/token\/revoke|\/\.well-known\/.*)$/.exec(path) ?? [];
  if (endpoint === undefined) return path;
  const realm = inPath || `/${new URLSearchParams(request.url.split('?')[1]).get('realm') ?? ''}`;
  return base + realm.replaceAll(/\/+(?:realms\/)?([^/]*)/g, (_, name) => name && `/realms/${name}`) + endpoint;
}

/**
 * Whether OpenAM reads a public key. It misreads an EC key of a JWK set if the first bit of x or y is 1, as it is for
 * three keys of four on P-256 and P-384. With an EC key in a certificate (here a `KeyObject`) it accepts no assertion.
 */
function readsKey(key: KeyObject | PublicJwk): boolean {
  if (key instanceof KeyObject) return key.asymmetricKeyType !== 'ec';
  return [key['x'], key['y']].every(
    (part) => typeof part !== 'string' || Buffer.from(part, 'base64url').readUInt8() < 0x80,
  );
}
