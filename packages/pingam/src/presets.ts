import type { OpenAmOptions } from './options.ts';
import { parseIdentityCloudOptions, parseOpenAmOptions } from './parse-options.ts';
import { createRealmClient, type PingAmClient } from './pingam.ts';
import { createServiceAccountClient } from './service-account/client.ts';
import { type AdvancedIdentityCloudOptions, parseServiceAccountOptions } from './service-account/options.ts';

/**
 * Makes a client for a tenant of PingOne Advanced Identity Cloud, whose AM is at `/am` of the tenant's host.
 *
 * A client of a realm gets tokens for your own API. A service account gets tokens for the tenant's APIs: `/am`,
 * `/openidm` and `/environment`. Its `introspect()` throws `invalid_config`, because AM demands credentials there.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
 * @see https://docs.pingidentity.com/pingoneaic/am-rest/rest-realms.html
 * @see https://docs.pingidentity.com/pingoneaic/tenants/service-accounts.html
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
 * const scripts = createAdvancedIdentityCloud({
 *   tenant: 'openam-acme.forgeblocks.com',
 *   serviceAccount: { id: '449d7e27-7889-47af-a736-83b6bbf97ec5', key: process.env['SERVICE_ACCOUNT_KEY'] ?? '' },
 *   scope: 'fr:idm:*',
 * });
 * ```
 */
export function createAdvancedIdentityCloud(options: AdvancedIdentityCloudOptions): PingAmClient {
  // JavaScript may pass no options at all.
  if (options?.serviceAccount !== undefined) return createServiceAccountClient(parseServiceAccountOptions(options));
  return createRealmClient(parseIdentityCloudOptions(options));
}

/**
 * Makes a client for OpenAM. It sends Basic without form encoding and in ISO-8859-1, because OpenAM reads it so.
 *
 * If the secret has other characters, `token()` throws `invalid_config`. Then set `clientAuth: 'client_secret_post'`.
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
  return createRealmClient(parseOpenAmOptions(options), true);
}
