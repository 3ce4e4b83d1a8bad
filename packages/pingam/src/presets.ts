import { invalidConfig } from '@grantkit/core';
import type { PingAmOptions } from './options.ts';
import { createPingAm, type PingAmClient } from './pingam.ts';

/** Options of {@link createAdvancedIdentityCloud}: those of `createPingAm`, with `tenant` instead of `baseUrl`. */
export interface AdvancedIdentityCloudOptions extends Omit<PingAmOptions, 'baseUrl' | 'realm'> {
  /** The host name of the tenant's environment, such as `openam-acme.forgeblocks.com`, or its custom domain. */
  readonly tenant: string;
  /** The realm. Every tenant has these two. */
  readonly realm: 'alpha' | 'bravo';
}

/**
 * Makes a client for a tenant of PingOne Advanced Identity Cloud, whose AM is at `/am` of the tenant's host.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://docs.pingidentity.com/pingoneaic/am-rest/rest-realms.html
 * @example
 * ```ts
 * import { createAdvancedIdentityCloud } from '@grantkit/pingam';
 *
 * const identityCloud = createAdvancedIdentityCloud({
 *   tenant: 'openam-acme.forgeblocks.com',
 *   realm: 'alpha',
 *   clientId: 'myClient',
 *   clientSecret: 'mySecret',
 * });
 * ```
 */
export function createAdvancedIdentityCloud({ tenant, ...options }: AdvancedIdentityCloudOptions): PingAmClient {
  if (!/^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(tenant)) {
    throw invalidConfig('pingam', 'The option `tenant` must be a host name such as `openam-acme.forgeblocks.com`');
  }
  if (options.realm !== 'alpha' && options.realm !== 'bravo') {
    throw invalidConfig('pingam', 'The option `realm` must be `alpha` or `bravo`');
  }
  return createPingAm({ ...options, baseUrl: `https://${tenant}/am` });
}

/** Options of {@link createOpenAm}: those of `createPingAm` without `basicEncoding`. */
export type OpenAmOptions = Omit<PingAmOptions, 'basicEncoding'>;

/**
 * Makes a client for OpenAM, which does not decode Basic: id and secret are sent as they are.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://github.com/OpenIdentityPlatform/OpenAM
 * @example
 * ```ts
 * import { createOpenAm } from '@grantkit/pingam';
 *
 * const openAm = createOpenAm({
 *   baseUrl: 'https://openam.example.com:8443/openam',
 *   realm: '/customers',
 *   clientId: 'myClient',
 *   clientSecret: 'my+Secret',
 * });
 * ```
 */
export function createOpenAm(options: OpenAmOptions): PingAmClient {
  return createPingAm({ ...options, basicEncoding: 'raw' });
}
