// What is needed of core to use this package, so that it is the only one to install.
export {
  GrantError,
  type GrantErrorCode,
  isGrantError,
  isHTTPError,
  memoryTokenCache,
  sealedTokenCache,
} from '@grantkit/core';
export type { PulsoidEndpoints, PulsoidValidation } from './endpoints.ts';
export { createPulsoid, type PulsoidClient, type PulsoidOptions } from './pulsoid.ts';
