import {
  type ClientOptions,
  type ClientSecret,
  clientSecretBasic,
  createProviderClient,
  endpointUrlRule,
  type GrantFailure,
  isEndpointUrl,
  type ProviderClient,
  parseOptions,
} from '@grantkit/core';
import * as v from 'valibot';
import { hosts, type SmokeballEnvironment, type SmokeballRegion } from './hosts.ts';

/** Options of {@link createSmokeball}. */
export interface SmokeballOptions extends ClientOptions {
  /** Client, secret and API key belong to one region and one environment. */
  readonly region: SmokeballRegion;
  /** @default 'production' */
  readonly environment?: SmokeballEnvironment | undefined;
  readonly clientSecret: ClientSecret;
  /** The app's API key, or a function that fetches it: it is asked for each API request, because keys rotate. */
  readonly apiKey: string | (() => string | Promise<string>);
  /** The account, for credentials that reach several; it becomes the first segment of API paths. @default none */
  readonly accountId?: string | undefined;
  /** The user of the firm on whose behalf API requests are made. @default none: the app itself */
  readonly userId?: string | undefined;
  /** Comes back in replies and webhooks; set it per request with the header `RequestId`. @default none */
  readonly requestId?: string | undefined;
  /** @default the region's */
  readonly authBaseUrl?: string | undefined;
  /** @default the region's */
  readonly apiBaseUrl?: string | undefined;
}

/**
 * A client of Smokeball for one app: its token from the region's Cognito, and its API.
 *
 * @throws {GrantError} `invalid_config`
 * @see https://docs.smokeball.com/docs/api-docs/h72024p76i8e1-client-credentials-grant
 * @example
 * ```ts
 * import { createSmokeball } from '@grantkit/smokeball';
 *
 * const smokeball = createSmokeball({
 *   region: 'au',
 *   clientId: 'client-id',
 *   clientSecret: 'client-secret',
 *   apiKey: 'api-key',
 * });
 * const matters = await smokeball.api.get('matters').json();
 * ```
 */
export function createSmokeball(options: SmokeballOptions): ProviderClient {
  const { region, environment, apiKey, accountId, userId, requestId, authBaseUrl, apiBaseUrl, ...common } =
    parseSmokeballOptions(options);
  const home = hosts[region][environment];
  const api = apiBaseUrl ?? home.apiBaseUrl;
  return createProviderClient(
    {
      name: 'smokeball',
      tokenEndpoint: `${withoutSlash(authBaseUrl ?? home.authBaseUrl)}/oauth2/token`,
      apiBaseUrl: accountId === undefined ? api : `${withoutSlash(api)}/${encodeURIComponent(accountId)}`,
      // Cognito compares what it is sent: a `+` of a secret would be lost in form encoding.
      clientAuth: clientSecretBasic({ encoding: 'raw' }),
      // Required by Smokeball's page, beside Basic; the API key has no place in the token request.
      parameters: { client_id: common.clientId },
      apiHeaders: async () => ({
        'x-api-key': typeof apiKey === 'string' ? apiKey : await apiKey(),
        ...(userId !== undefined && { UserId: userId }),
        ...(requestId !== undefined && { RequestId: requestId }),
      }),
      // 403 is a missing scope, a wrong API key or no access: no new token changes that.
      rejectsToken: ({ status }) => status === 401,
      hint: (failure) => hintFor(failure, region, environment),
    },
    common,
  );
}

function parseSmokeballOptions(options: SmokeballOptions) {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const headerText = (rule: string) => v.pipe(v.string(rule), v.regex(/^[\x21-\x7e]+$/, rule));
  const keyRule = 'printable ASCII without spaces, or a function that resolves to it';
  return parseOptions(
    'smokeball',
    {
      region: v.picklist(['us', 'au', 'uk'], '`us`, `au` or `uk`'),
      environment: v.optional(v.picklist(['production', 'staging'], '`production` or `staging`'), 'production'),
      apiKey: v.union(
        [headerText(keyRule), v.custom<() => string | Promise<string>>((value) => typeof value === 'function')],
        keyRule,
      ),
      accountId: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^[^/\\\s]+$/),
          v.check((id) => id !== '.' && id !== '..'),
        ),
      ),
      userId: v.optional(headerText('printable ASCII without spaces')),
      requestId: v.optional(headerText('printable ASCII without spaces')),
      authBaseUrl: v.optional(endpoint),
      apiBaseUrl: v.optional(endpoint),
    },
    options,
  );
}

function hintFor({ code }: GrantFailure, region: string, environment: string): string | undefined {
  const here = `region \`${region}\`, environment \`${environment}\``;
  switch (code) {
    case 'invalid_client':
      return `Check the client id and secret: they must be those of ${here}.`;
    case 'unauthorized_client':
      return 'Only private apps may use client credentials: check the type of the app in the Developer Console.';
    case 'invalid_scope':
      return 'Ask only for scopes that are assigned to the app in the Developer Console, such as `matters/read`.';
    case 'rate_limited':
      return "Cognito's quota is shared by all of Smokeball's customers: keep tokens in a shared TokenCache.";
    default:
      return undefined;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
