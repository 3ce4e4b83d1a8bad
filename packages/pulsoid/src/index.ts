export { createPulsoid, type PulsoidClient, type PulsoidOptions } from './pulsoid.ts';
export type { PulsoidTokenEndpoints, PulsoidValidation } from './token-endpoints.ts';
