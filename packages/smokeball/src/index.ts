// The parts of core that an application needs, so that it has to install this package only.
export {
  GrantError,
  type GrantErrorCode,
  isGrantError,
  isHTTPError,
  memoryTokenCache,
  sealedTokenCache,
} from '@grantkit/core';
export type { SmokeballApiKey } from './api-key.ts';
export type { SmokeballEnvironment, SmokeballRegion } from './hosts.ts';
export type { ListRecords, ListRecordsOptions } from './list-records.ts';
export { type SmokeballProblem, smokeballProblem } from './problem.ts';
export { createSmokeball, type SmokeballClient, type SmokeballOptions } from './smokeball.ts';
