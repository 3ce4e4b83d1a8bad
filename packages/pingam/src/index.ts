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
