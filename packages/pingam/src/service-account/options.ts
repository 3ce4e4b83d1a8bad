import {
  type ClientOptions,
  endpointUrl,
  type HeaderSource,
  headerSource,
  headerText,
  invalidConfig,
  parseOptions,
} from '@grantkit/core';
import * as v from 'valibot';
import type { IdentityCloudRealmOptions, PingAmOptions } from '../options.ts';
import { tenantHost } from '../parse-options.ts';
import { serviceAccountClient } from './auth.ts';
import { type ParsedKey, type ServiceAccountKey, serviceAccountKey } from './key.ts';

/** A service account of Advanced Identity Cloud: what its console shows when the account is created. */
export interface ServiceAccount {
  /** The account's id, such as `449d7e27-7889-47af-a736-83b6bbf97ec5`. */
  readonly id: string;
  /** The account's private key: the JWK that the console offers for download, or the JSON text of that file. */
  readonly key: ServiceAccountKey | string;
}

/** Options of {@link createAdvancedIdentityCloud} for a service account, which calls the tenant's own APIs. */
export interface IdentityCloudServiceAccountOptions extends Omit<ClientOptions, 'clientId' | 'clientSecret' | 'scope'> {
  /**
   * The host name of the tenant's environment, such as `openam-acme.forgeblocks.com`. Service accounts are in the top
   * realm, and a custom domain can belong to another realm.
   */
  readonly tenant: string;
  /** The account that signs. It belongs to one environment of the tenant. */
  readonly serviceAccount: ServiceAccount;
  /** The scope to ask for, such as `fr:idm:*`: a list, or a string with spaces. The account must have all of it. */
  readonly scope: string | readonly string[];
  /**
   * Further headers of requests to the authorization server, such as `X-ForgeRock-TransactionId`, or a function that
   * makes them for each request. The API does not get them.
   *
   * @default none
   */
  readonly headers?: HeaderSource | undefined;
  /** The base URL of the API. @default the tenant, with `/am`, `/openidm` and `/environment` below it */
  readonly apiBaseUrl?: string | undefined;
}

/** Options of {@link createAdvancedIdentityCloud}: a client of a realm with its credentials, or a service account. */
export type AdvancedIdentityCloudOptions =
  | IdentityCloudRealmOptions
  | (IdentityCloudServiceAccountOptions & { readonly [Name in OptionOfRealms]?: undefined });

/** An option that has no meaning for a service account. */
type OptionOfRealms = Exclude<keyof PingAmOptions, keyof IdentityCloudServiceAccountOptions>;

/** The options of a service account after they were parsed. */
export interface ServiceAccountOptions extends ClientOptions {
  readonly tenant: string;
  readonly serviceAccount: { readonly id: string; readonly key: ParsedKey };
  readonly headers?: HeaderSource | undefined;
  readonly apiBaseUrl?: string | undefined;
}

export function parseServiceAccountOptions(options: object): ServiceAccountOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const mixed = given.find(([name]) => Object.hasOwn(optionsOfRealms, name));
  if (mixed !== undefined) {
    throw invalidConfig(
      'pingam',
      `The option \`${mixed[0]}\` must not be set together with \`serviceAccount\``,
      mixtureHint,
    );
  }
  const parsed = parseOptions('pingam', entries, { ...Object.fromEntries(given), clientId: serviceAccountClient });
  const { scope = '', parameters = {} } = parsed;
  if ([scope].flat().join('').trim() === '') {
    throw invalidConfig(
      'pingam',
      'The option `scope` is missing. Name scopes of the service account, such as `fr:idm:*`',
    );
  }
  const taken = ['realm', 'assertion'].find((name) => Object.hasOwn(parameters, name));
  if (taken === undefined) return parsed;
  throw invalidConfig('pingam', `The option \`parameters\` must not have \`${taken}\`, because the adapter sets it`);
}

const accountRule = 'an object with the `id` and the `key` of a service account';
const entries = {
  tenant: tenantHost(),
  serviceAccount: v.object({ id: headerText('printable ASCII without spaces'), key: serviceAccountKey() }, accountRule),
  headers: v.optional(headerSource()),
  apiBaseUrl: v.optional(endpointUrl()),
};

/** A record and not a list. Otherwise the compiler would not notice that a new option of {@link PingAmOptions} is missing. */
const optionsOfRealms: Readonly<Record<OptionOfRealms, true>> = {
  baseUrl: true,
  realm: true,
  tokenEndpoint: true,
  discovery: true,
  endpointOrigins: true,
  clientId: true,
  clientSecret: true,
  clientAuth: true,
  audience: true,
  basicEncoding: true,
};

const mixtureHint =
  'A service account is in the top realm, and its key is its only credential. ' +
  'Remove this option, or set `realm` and the credentials of a client in place of `serviceAccount`.';
