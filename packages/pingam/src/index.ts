// The part of core that applications need. Without it, they would have to install core too. See decision 0020.
export {
  clientSecretBasic,
  clientSecretPost,
  type Introspection,
  type ServerCallOptions,
  type TlsClientAuthOptions,
  tlsClientAuth,
} from '@grantkit/core';
export * from '@grantkit/core/application';
export type { PingAmMetadata } from './endpoint-urls.ts';
export type { IdentityCloudRealmOptions, OpenAmOptions, PingAmOptions } from './options.ts';
export { createPingAm, type PingAmClient } from './pingam.ts';
export { createAdvancedIdentityCloud, createOpenAm } from './presets.ts';
export type { PingAmEndpoints } from './realm-endpoints.ts';
export type { ServiceAccountKey } from './service-account/key.ts';
export type {
  AdvancedIdentityCloudOptions,
  IdentityCloudServiceAccountOptions,
  ServiceAccount,
} from './service-account/options.ts';
