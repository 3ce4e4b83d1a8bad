// The part of core that applications need. Without it, they would have to install core too. See decision 0020.
export {
  clientSecretBasic,
  clientSecretPost,
  type Introspection,
  type ServerCallOptions,
  type ServerMetadata,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from '@grantkit/core';
export * from '@grantkit/core/application';
export { createIssuerClient, type IssuerClient } from './issuer.ts';
export type { IssuerOptions } from './options.ts';
export type { ServerEndpoints } from './server-endpoints.ts';
