import type { TestedClient } from '@grantkit/testing';
import {
  type ClientOptions,
  createProviderClient,
  type GrantError,
  type Provider,
  type ProviderClient,
  type TokenOptions,
} from '../../src/index.ts';
import { type AcmeOptions, createAcme, describeAcme } from './good-adapter.ts';

/** A mistake that an adapter can make. */
export interface Mistake {
  readonly mistake: string;
  /** Returns the `create` of an adapter with the mistake. */
  readonly adapter: () => (options: AcmeOptions) => TestedClient;
  /** The tests of the suite that must fail, and what they must say. Others may fail too. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
}

/** An adapter whose description of the provider has a mistake. */
export function describing(
  change: (provider: Provider, options: AcmeOptions) => Partial<Provider>,
): Mistake['adapter'] {
  return () => (options) => {
    const { provider, common } = describeAcme(options);
    return createProviderClient({ ...provider, ...change(provider, options) }, common);
  };
}

/** An adapter that hands other options to the engine. */
export function handing(
  change: (options: ClientOptions, all: AcmeOptions) => Partial<ClientOptions>,
): Mistake['adapter'] {
  return () => (options) => {
    const { provider, common } = describeAcme(options);
    return createProviderClient(provider, { ...common, ...change(common, options) });
  };
}

/** An adapter that changes the client of the engine. */
export function wrapping(change: (client: ProviderClient, options: AcmeOptions) => object): Mistake['adapter'] {
  return () => (options) => {
    const client = createAcme(options);
    return { ...client, ...change(client, options) };
  };
}

/** An adapter that changes what `token` throws. */
export function throwing(change: (error: GrantError, options: AcmeOptions) => unknown): Mistake['adapter'] {
  return wrapping(({ token }, options) => ({
    token: (own?: TokenOptions) =>
      token(own).catch((error: GrantError) => {
        throw change(error, options);
      }),
  }));
}

/** An adapter that sends its requests in its own way. */
export function sending(
  send: (url: string, init: RequestInit, options: AcmeOptions) => Promise<Response>,
): Mistake['adapter'] {
  return handing((_, options) => ({ fetch: (input, init = {}) => send(String(input), init, options) }));
}
