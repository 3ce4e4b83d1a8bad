import type { Dialect } from '../contract/dialect.ts';
import { accessManagement } from './access-management.ts';
import { readBasic } from './credentials.ts';

/**
 * OpenAM, and ForgeRock AM before 6.5.
 *
 * It reads Basic as ISO-8859-1 and does not URL-decode it (`ClientCredentialsReader`). At introspection the scope
 * `am-introspect-all-tokens` does nothing, and the discovery document names neither introspection nor revocation. Both were
 * seen on a real OpenAM 16.0.5.
 */
export const openam: Dialect = accessManagement({
  name: 'openam',
  context: '/openam',
  readBasic: (request) => readBasic(request, 'latin1'),
  assertions: {
    longestLifetime: 86_400,
    tooLong: 'JWT is not valid',
    perEndpoint: true,
    secretNeedsClientId: true,
    knownTypes: ['JWT', 'JWS', 'JWE'],
    needsKeyId: true,
  },
  advertisesTokenEndpoints: false,
  introspection: { tokenType: 'access_token', subject: (clientId) => clientId, scopeForAll: undefined },
});
