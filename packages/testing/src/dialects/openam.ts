import type { Dialect } from '../contract/dialect.ts';
import { accessManagement } from './access-management.ts';
import { readBasic } from './credentials.ts';

/**
 * OpenAM, and ForgeRock AM before 6.5.
 *
 * It reads Basic as ISO-8859-1 and does not URL-decode it (`ClientCredentialsReader`). Its discovery document names a
 * revocation endpoint that does not exist.
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
  advertisedRevocation: '/revoke',
  introspectedType: 'access_token',
});
