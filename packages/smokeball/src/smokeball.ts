import {
  type ClientOptions,
  type ClientSecret,
  clientSecretBasic,
  createProviderClient,
  endpointUrl,
  type GrantFailure,
  headerText,
  type ProviderClient,
  parseOptions,
} from '@grantkit/core';
import * as v from 'valibot';
import { createApiKeyRing, isApiKey, rejectsApiKey, type SmokeballApiKey } from './api-key.ts';
import { hosts, type SmokeballEnvironment, type SmokeballRegion } from './hosts.ts';
import { listRecords, type SmokeballLists } from './list-records.ts';

/** Options of {@link createSmokeball}. */
export interface SmokeballOptions extends ClientOptions {
  /** The region of the account. Client, secret and API key are valid in one region and one environment only. */
  readonly region: SmokeballRegion;
  /** The environment of the app. @default 'production' */
  readonly environment?: SmokeballEnvironment | undefined;
  /** The app's secret, a pair `[current, next]` during a rotation, or a function that fetches either. */
  readonly clientSecret: ClientSecret;
  /** The app's API key, a pair `[current, next]` during a rotation, or a function that fetches either. */
  readonly apiKey: SmokeballApiKey;
  /** The account, if the credentials reach several. It becomes the first segment of API paths. @default none */
  readonly accountId?: string | undefined;
  /** The user of the firm for whom the app makes API requests (header `UserId`). @default none: the app itself */
  readonly userId?: string | undefined;
  /** The `RequestId` that replies and webhooks repeat. A request's own header `RequestId` wins. @default none */
  readonly requestId?: string | undefined;
  /** The base URL of the token endpoint, in place of the region's host. @default the region's */
  readonly authBaseUrl?: string | undefined;
  /** The base URL of the API, in place of the region's host. @default the region's */
  readonly apiBaseUrl?: string | undefined;
}

/** A client of Smokeball, as {@link createSmokeball} returns it. */
export interface SmokeballClient extends ProviderClient<SmokeballLists>, SmokeballLists {}

/**
 * Makes a client for one Smokeball app. It gets the token from the region's Cognito, and calls the region's API with
 * it.
 *
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown.
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
export function createSmokeball(options: SmokeballOptions): SmokeballClient {
  const { region, environment, apiKey, accountId, userId, requestId, authBaseUrl, apiBaseUrl, ...common } =
    parseSmokeballOptions(options);
  const home = hosts[region][environment];
  const api = apiBaseUrl ?? home.apiBaseUrl;
  const keys = createApiKeyRing(apiKey);
  return createProviderClient(
    {
      name: 'smokeball',
      tokenEndpoint: `${withoutSlash(authBaseUrl ?? home.authBaseUrl)}/oauth2/token`,
      apiBaseUrl: accountId === undefined ? api : `${withoutSlash(api)}/${encodeURIComponent(accountId)}`,
      // Cognito does not decode Basic. Form encoding would change a `+` in the secret.
      clientAuth: clientSecretBasic({ encoding: 'raw' }),
      // Smokeball's page requires it in the body, in addition to Basic.
      parameters: { client_id: common.clientId },
      apiHeaders: async ({ refused }) => ({
        'x-api-key': await keys.current(refused?.get('x-api-key') ?? undefined),
        ...(userId !== undefined && { UserId: userId }),
        ...(requestId !== undefined && { RequestId: requestId }),
      }),
      async rejects(reply, { headers }) {
        if (reply.status === 401) return 'token';
        // A reply of the API itself means that the gateway let the key pass. A failure says nothing about the key.
        if (reply.status < 500 && ![403, 429].includes(reply.status)) keys.accept(headers.get('x-api-key'));
        // Any other 403 is a missing scope or no access. Neither a new token nor another key changes that.
        if (!(await rejectsApiKey(reply))) return undefined;
        keys.reject(headers.get('x-api-key'));
        return 'headers';
      },
      hint: (failure) => hintFor(failure, region, environment),
      errorPage: '#smokeball',
    },
    common,
    (client) => ({ list: listRecords(client, api) }),
  );
}

function parseSmokeballOptions(options: SmokeballOptions) {
  const accountRule = 'one path segment without slashes, backslashes and white space, and not `.` or `..`';
  const keyRule =
    'printable ASCII without spaces, a pair [current, next] of such keys, or a function that resolves to either';
  return parseOptions(
    'smokeball',
    {
      region: v.picklist(['us', 'au', 'uk'], '`us`, `au` or `uk`'),
      environment: v.optional(v.picklist(['production', 'staging'], '`production` or `staging`'), 'production'),
      apiKey: v.custom<SmokeballApiKey>(isApiKey, keyRule),
      accountId: v.optional(
        v.pipe(
          v.string(accountRule),
          v.check((id) => /^[^/\\\s]+$/.test(id) && id !== '.' && id !== '..' && id.isWellFormed(), accountRule),
        ),
      ),
      userId: v.optional(headerText()),
      requestId: v.optional(headerText()),
      authBaseUrl: v.optional(endpointUrl()),
      apiBaseUrl: v.optional(endpointUrl()),
    },
    options,
  );
}

function hintFor({ code }: GrantFailure, region: string, environment: string): string | undefined {
  const here = `region \`${region}\`, environment \`${environment}\``;
  switch (code) {
    case 'invalid_client':
      return `Check the client id and secret. They must belong to ${here}.`;
    case 'unauthorized_client':
      return 'Only private apps may use client credentials. Check the type of the app in the Developer Console.';
    case 'invalid_scope':
      return 'Ask only for scopes that are assigned to the app in the Developer Console, such as `matters/read`.';
    case 'rate_limited':
      return "All of Smokeball's customers share Cognito's quota. Keep tokens in a shared TokenCache.";
    default:
      return undefined;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
