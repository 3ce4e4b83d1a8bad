import { invalidConfig } from '@grantkit/core';
import type { PingAmOptions } from './options.ts';
import { createPingAm, type PingAmClient } from './pingam.ts';

/** Options of {@link createAdvancedIdentityCloud}. */
export interface AdvancedIdentityCloudOptions extends Omit<PingAmOptions, 'baseUrl' | 'realm'> {
  /** The tenant environment's host, such as `openam-acme.forgeblocks.com`, or its custom domain. */
  readonly tenant: string;
  readonly realm: 'alpha' | 'bravo';
}

/**
 * A client of PingOne Advanced Identity Cloud.
 *
 * @throws {GrantError} `invalid_config`
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
    throw invalidConfig('pingam', 'The option `tenant` must be a host such as `openam-acme.forgeblocks.com`');
  }
  if (options.realm !== 'alpha' && options.realm !== 'bravo') {
    throw invalidConfig('pingam', 'The option `realm` must be `alpha` or `bravo`');
  }
  return createPingAm({ ...options, baseUrl: `https://${tenant}/am` });
}

/** Options of {@link createOpenAm}. */
export type OpenAmOptions = Omit<PingAmOptions, 'basicEncoding'>;

/**
 * A client of OpenAM, which takes Basic credentials as they are.
 *
 * @throws {GrantError} `invalid_config`
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
