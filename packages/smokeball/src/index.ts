export type { SmokeballApiKey } from './api-key.ts';
export type { SmokeballEnvironment, SmokeballRegion } from './hosts.ts';
export type { ListRecords, ListRecordsOptions } from './list-records.ts';
export { type SmokeballProblem, smokeballProblem } from './problem.ts';
export { createSmokeball, type SmokeballClient, type SmokeballOptions } from './smokeball.ts';
