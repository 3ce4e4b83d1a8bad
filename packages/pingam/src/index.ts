// The parts of core that an application needs, so that it has to install this package only.
export {
  GrantError,
  type GrantErrorCode,
  type Introspection,
  isGrantError,
  isHTTPError,
  memoryTokenCache,
  type ServerCallOptions,
  sealedTokenCache,
} from '@grantkit/core';
export type { PingAmMetadata } from './endpoint-urls.ts';
export type { PingAmOptions } from './options.ts';
export { createPingAm, type PingAmClient } from './pingam.ts';
export {
  type AdvancedIdentityCloudOptions,
  createAdvancedIdentityCloud,
  createOpenAm,
  type OpenAmOptions,
} from './presets.ts';
export type { PingAmEndpoints } from './realm-endpoints.ts';
