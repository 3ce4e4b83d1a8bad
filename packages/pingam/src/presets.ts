import type { AdvancedIdentityCloudOptions, OpenAmOptions } from './options.ts';
import { parseIdentityCloudOptions, parseOpenAmOptions } from './parse-options.ts';
import { createRealmClient, type PingAmClient } from './pingam.ts';

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
export function createAdvancedIdentityCloud(options: AdvancedIdentityCloudOptions): PingAmClient {
  return createRealmClient(parseIdentityCloudOptions(options));
}

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
  return createRealmClient(parseOpenAmOptions(options));
}
