import type { Dialect } from '../contract/dialect.ts';
import { pathOf } from '../contract/recorded-request.ts';
import { accessManagement } from './access-management.ts';
import { readBasic } from './credentials.ts';
import { javaUrlDecode } from './java-url-decoder.ts';
import { oauthError } from './oauth-error.ts';

/**
 * PingAM 8, ForgeRock AM from 6.5, and Advanced Identity Cloud.
 *
 * It URL-decodes both parts of Basic (Backstage a65338740).
 */
export const pingam8: Dialect = accessManagement({
  name: 'pingam8',
  context: '/am',
  longPath: pathOf,
  readBasic(request) {
    const basic = readBasic(request);
    if (basic === undefined) return undefined;
    try {
      return { clientId: javaUrlDecode(basic.clientId), clientSecret: javaUrlDecode(basic.clientSecret) };
    } catch (error) {
      return { malformed: error instanceof Error ? error.message : String(error) };
    }
  },
  assertions: {
    longestLifetime: 1800,
    tooLong: 'JWT expiration time is unreasonable',
    issuerIsSubject: true,
    perEndpoint: false,
    secretNeedsClientId: false,
    needsKeyId: false,
  },
  enforcesMethod: () => true,
  advertisesTokenEndpoints: true,
  introspection: {
    tokenType: 'Bearer',
    subject: (clientId) => `(age!${clientId})`,
    scopeForAll: 'am-introspect-all-tokens',
    trustsHint: false,
    challenges: true,
  },
  wording: {
    unknownPath: 'Resource not found',
    jsonStatus: 400,
    basicWithAssertion: 'invalid_request',
    wrongMethod: (method) => oauthError(405, 'method_not_allowed', `Required Method: POST found: ${method}`),
  },
});
