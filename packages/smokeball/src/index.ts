export type { SmokeballEnvironment, SmokeballRegion } from './hosts.ts';
export { createSmokeball, type SmokeballOptions } from './smokeball.ts';
