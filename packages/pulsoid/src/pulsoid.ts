import {
  type ClientOptions,
  type ClientSecret,
  clientSecretBasic,
  createProviderClient,
  endpointUrlRule,
  isEndpointUrl,
  type ProviderClient,
  parseOptions,
} from '@grantkit/core';
import * as v from 'valibot';

/** Options of {@link createPulsoid}. */
export interface PulsoidOptions extends ClientOptions {
  readonly clientSecret: ClientSecret;
  /** Between two scopes. Pulsoid's own pages name both a space and a comma. @default ' ' */
  readonly scopeSeparator?: ' ' | ',' | undefined;
  /** @default 'https://pulsoid.net/oauth2/token' */
  readonly tokenEndpoint?: string | undefined;
  /** @default 'https://dev.pulsoid.net', which is production */
  readonly apiBaseUrl?: string | undefined;
}

/**
 * A client of Pulsoid for one app: its server token, and its API.
 *
 * @throws {GrantError} `invalid_config`
 * @see https://docs.pulsoid.net/access-token-management/oauth2-client-credentials-grant-type-server-token
 * @example
 * ```ts
 * import { createPulsoid } from '@grantkit/pulsoid';
 *
 * const pulsoid = createPulsoid({
 *   clientId: 'c0403af6-998a-4b22-b08b-cc7329bbdc03',
 *   clientSecret: async () => 'fetched from a secret store',
 *   scope: ['profile:create'],
 * });
 * const { accessToken } = await pulsoid.token();
 * ```
 */
export function createPulsoid(options: PulsoidOptions): ProviderClient {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const { scopeSeparator, tokenEndpoint, apiBaseUrl, ...common } = parseOptions(
    'pulsoid',
    {
      scopeSeparator: v.optional(v.picklist([' ', ','], 'a space or a comma')),
      // Two hosts, and neither can be derived from the other.
      tokenEndpoint: v.optional(endpoint, 'https://pulsoid.net/oauth2/token'),
      apiBaseUrl: v.optional(endpoint, 'https://dev.pulsoid.net'),
    },
    options,
  );
  return createProviderClient(
    {
      name: 'pulsoid',
      tokenEndpoint,
      apiBaseUrl,
      // "base64 encoded client_id:client_secret", and nothing about encoding the two before.
      clientAuth: clientSecretBasic({ encoding: 'raw' }),
      scopeSeparator,
      rejectsToken: saysTokenIsBad,
    },
    common,
  );
}

const ApiErrorSchema = v.object({ error_code: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)) });

/**
 * 7005 `token_not_found` and 7006 `token_expired`, with 403 in the list of error codes and 401 on newer pages; the
 * number may come as a string. The other codes say that something else is wrong: a scope, a header, a subscription.
 *
 * @see https://docs.pulsoid.net/error-code-format
 */
async function saysTokenIsBad(reply: Response): Promise<boolean> {
  if (reply.status !== 401 && reply.status !== 403) return false;
  const body = v.safeParse(ApiErrorSchema, await reply.json().catch(() => undefined));
  return body.success && (body.output.error_code === 7005 || body.output.error_code === 7006);
}
