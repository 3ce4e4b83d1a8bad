// The part of core that applications need. Without it, they would have to install core too. See decision 0020.
export * from '@grantkit/core/application';
export type { PulsoidEndpoints, PulsoidValidation } from './endpoints.ts';
export { createPulsoid, type PulsoidClient, type PulsoidOptions } from './pulsoid.ts';
