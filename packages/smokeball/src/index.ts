// What is needed of core to use this package, so that it is the only one to install.
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
