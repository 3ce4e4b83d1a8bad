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
import { createApiKeyRing, refusesApiKey, type SmokeballApiKey } from './api-key.ts';
import { hosts, type SmokeballEnvironment, type SmokeballRegion } from './hosts.ts';
import { type ListRecords, listRecords } from './list-records.ts';

/** Options of {@link createSmokeball}. */
export interface SmokeballOptions extends ClientOptions {
  /** Client, secret and API key belong to one region and one environment. */
  readonly region: SmokeballRegion;
  /** @default 'production' */
  readonly environment?: SmokeballEnvironment | undefined;
  readonly clientSecret: ClientSecret;
  /** The app's API key; two while it is being rotated; or a function that fetches them, asked for each API request. */
  readonly apiKey: SmokeballApiKey;
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

/** What {@link createSmokeball} returns. */
export interface SmokeballClient extends ProviderClient {
  /** Reads a list to its end, page by page: `for await (const matter of smokeball.list('matters')) …`. */
  readonly list: ListRecords;
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
export function createSmokeball(options: SmokeballOptions): SmokeballClient {
  const { region, environment, apiKey, accountId, userId, requestId, authBaseUrl, apiBaseUrl, ...common } =
    parseSmokeballOptions(options);
  const home = hosts[region][environment];
  const api = apiBaseUrl ?? home.apiBaseUrl;
  const keys = createApiKeyRing(apiKey);
  const apiHeaders = (key: string) => ({
    'x-api-key': key,
    ...(userId !== undefined && { UserId: userId }),
    ...(requestId !== undefined && { RequestId: requestId }),
  });
  const client = createProviderClient(
    {
      name: 'smokeball',
      tokenEndpoint: `${withoutSlash(authBaseUrl ?? home.authBaseUrl)}/oauth2/token`,
      apiBaseUrl: accountId === undefined ? api : `${withoutSlash(api)}/${encodeURIComponent(accountId)}`,
      // Cognito compares what it is sent: a `+` of a secret would be lost in form encoding.
      clientAuth: clientSecretBasic({ encoding: 'raw' }),
      // Required by Smokeball's page, beside Basic; the API key has no place in the token request.
      parameters: { client_id: common.clientId },
      apiHeaders: async () => apiHeaders(await keys.current()),
      otherApiHeaders: async (reply, headers) => {
        if (!(await refusesApiKey(reply))) return undefined;
        const other = await keys.other(headers.get('x-api-key') ?? '');
        return other === undefined ? undefined : apiHeaders(other);
      },
      // 403 is a missing scope, a wrong API key or no access: no new token changes that.
      rejectsToken: ({ status }) => status === 401,
      hint: (failure) => hintFor(failure, region, environment),
    },
    common,
  );
  return Object.assign(client, { list: listRecords(client, api) });
}

function parseSmokeballOptions(options: SmokeballOptions) {
  const endpoint = v.pipe(v.string(endpointUrlRule), v.check(isEndpointUrl, endpointUrlRule));
  const headerText = (rule: string) => v.pipe(v.string(rule), v.regex(/^[\x21-\x7e]+$/, rule));
  const accountRule = 'one segment of a path: no slash, backslash or white space, not `.` or `..`';
  const keyRule =
    'printable ASCII without spaces, a pair [current, next] of that, or a function that resolves to either';
  const keyFunction = v.custom<Extract<SmokeballApiKey, () => unknown>>((value) => typeof value === 'function');
  return parseOptions(
    'smokeball',
    {
      region: v.picklist(['us', 'au', 'uk'], '`us`, `au` or `uk`'),
      environment: v.optional(v.picklist(['production', 'staging'], '`production` or `staging`'), 'production'),
      apiKey: v.union(
        [headerText(keyRule), v.strictTuple([headerText(keyRule), headerText(keyRule)]), keyFunction],
        keyRule,
      ),
      accountId: v.optional(
        v.pipe(
          v.string(accountRule),
          v.check((id) => /^[^/\\\s]+$/.test(id) && id !== '.' && id !== '..' && id.isWellFormed(), accountRule),
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
