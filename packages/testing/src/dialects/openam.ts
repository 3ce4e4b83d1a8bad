import type { Dialect } from '../dialect.ts';
import { accessManagement } from './access-management.ts';
import { readBasic } from './credentials.ts';

/**
 * OpenAM, and ForgeRock AM before 6.5: Basic is ISO-8859-1 and decoded no further (`ClientCredentialsReader`). Its
 * discovery document leads to an endpoint that is not there.
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
    needsKeyId: true,
  },
  advertisedRevocation: '/revoke',
  introspectedType: 'access_token',
});
