// The parts of core that an application needs, so that it has to install this package only.
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
