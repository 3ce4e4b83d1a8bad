// What is needed of core to use this package, so that it is the only one to install.
export {
  GrantError,
  type GrantErrorCode,
  isGrantError,
  isHTTPError,
  memoryTokenCache,
  sealedTokenCache,
} from '@grantkit/core';
export type { PingAmOptions } from './options.ts';
export { createPingAm, type PingAmClient } from './pingam.ts';
export {
  type AdvancedIdentityCloudOptions,
  createAdvancedIdentityCloud,
  createOpenAm,
  type OpenAmOptions,
} from './presets.ts';
export type { PingAmMetadata } from './realm-endpoints.ts';
export type { PingAmCallOptions, PingAmIntrospection, PingAmTokenEndpoints } from './token-endpoints.ts';
