// What an application needs of core, so that it has to install this package only. See decision 0020.
export * from '@grantkit/core/application';
export type { PulsoidEndpoints, PulsoidValidation } from './endpoints.ts';
export { createPulsoid, type PulsoidClient, type PulsoidOptions } from './pulsoid.ts';
