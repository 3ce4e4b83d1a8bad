// What an application needs of core, so that it has to install this package only.
export * from '@grantkit/core/application';
export { type AcmeOptions, createAcme } from './acme.ts';
