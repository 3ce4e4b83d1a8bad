// The part of core that applications need. Without it, they would have to install core too.
export * from '@grantkit/core/application';
export { type AcmeOptions, createAcme } from './acme.ts';
