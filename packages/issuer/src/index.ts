// The parts of core that an application needs, so that it has to install this package only.
export {
  type AccessToken,
  type ClientAuth,
  clientSecretBasic,
  clientSecretPost,
  GrantError,
  type GrantErrorCode,
  type Introspection,
  isGrantError,
  isHTTPError,
  memoryTokenCache,
  type ServerCallOptions,
  type ServerMetadata,
  sealedTokenCache,
  tlsClientAuth,
} from '@grantkit/core';
export { createIssuerClient, type IssuerClient } from './issuer.ts';
export type { IssuerOptions } from './options.ts';
export type { ServerEndpoints } from './server-endpoints.ts';
