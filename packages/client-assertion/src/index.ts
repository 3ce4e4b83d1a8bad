// The types of a client authentication. Otherwise TypeScript could not name them in a program that does not install core.
export type { ClientAuth, ClientRequestDraft } from '@grantkit/core';
export type { AssertionOptions } from './assertion-options.ts';
export { type ClientAssertionOptions, clientAssertion } from './client-assertion.ts';
export { type ClientSecretJwtOptions, clientSecretJwt } from './client-secret-jwt.ts';
export { type PrivateKeyJwtOptions, privateKeyJwt } from './private-key-jwt.ts';
export type { SignFunction } from './sign-function.ts';
export type { SigningAlgorithm } from './signing-algorithm.ts';
