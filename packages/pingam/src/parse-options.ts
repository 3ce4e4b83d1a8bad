import {
  assertionAudienceOption,
  clientAuthOption,
  endpointOrigins,
  endpointUrl,
  headerSource,
  invalidConfig,
  parseOptions,
  tokenEndpointUrl,
} from '@grantkit/core';
import * as v from 'valibot';
import type { IdentityCloudRealmOptions, OpenAmOptions, PingAmOptions } from './options.ts';
import { isRealm, realmRule } from './realm.ts';

export function parsePingAmOptions(options: PingAmOptions): PingAmOptions {
  return checked(parseOptions('pingam', { ...server, ...common, audience, basicEncoding }, options));
}

export function parseOpenAmOptions(options: OpenAmOptions): PingAmOptions {
  return checked({ ...parseOptions('pingam', { ...server, ...common }, options), basicEncoding: 'raw' });
}

export function parseIdentityCloudOptions(options: IdentityCloudRealmOptions): PingAmOptions {
  const entries = { ...identityCloud, ...common, audience, basicEncoding };
  const { tenant, serviceAccount: _, ...parsed } = parseOptions('pingam', entries, options);
  if (parsed.realm === undefined) {
    const hint = 'Set it with the credentials of a client, or set `serviceAccount` in place of them.';
    throw invalidConfig('pingam', 'The option `realm` is missing', hint);
  }
  return checked({ ...parsed, baseUrl: `https://${tenant}/am` });
}

const server = {
  baseUrl: v.optional(
    v.pipe(
      v.string('the URL of the server with its context path'),
      v.check(hasNoRealm, 'without `?realm=`. Set the option `realm` instead'),
      endpointUrl(),
      v.check(isContext, 'the URL of the server with its context path, without /oauth2 and without a realm'),
    ),
  ),
  realm: v.optional(v.pipe(v.string(realmRule), v.check(isRealm, realmRule))),
};

/** The schema of the option `tenant`. */
export function tenantHost(): v.GenericSchema<string> {
  const rule = 'a host name such as `openam-acme.forgeblocks.com`';
  // `fetch` sends the name in lower case. AM computes the audience of an assertion from it, and compares text.
  return v.pipe(v.string(rule), v.regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/i, rule), v.toLowerCase());
}

const identityCloud = {
  tenant: tenantHost(),
  realm: v.optional(v.picklist(['alpha', 'bravo'], '`alpha` or `bravo`')),
  // Always undefined here. It is in the list so that the hint of an unknown option names it.
  serviceAccount: v.optional(v.undefined()),
};

/** The path of the discovery document below the issuer. AM does not serve `oauth-authorization-server` (RFC 8414). */
export const discoveryPath = '/.well-known/openid-configuration';

const discoveryRule = `\`true\`, \`false\`, or a URL that ends in ${discoveryPath}`;

const common = {
  tokenEndpoint: v.optional(tokenEndpointUrl()),
  discovery: v.optional(
    v.union([v.boolean(), v.pipe(endpointUrl(), v.endsWith(discoveryPath, discoveryRule))], discoveryRule),
  ),
  endpointOrigins: v.optional(endpointOrigins()),
  clientAuth: v.optional(clientAuthOption()),
  headers: v.optional(headerSource()),
  apiBaseUrl: v.optional(endpointUrl()),
};

const audience = v.optional(assertionAudienceOption());
const basicEncoding = v.optional(v.picklist(['form', 'raw'], '`form` or `raw`'));

/** Checks the rules that concern more than one option. */
function checked(options: PingAmOptions): PingAmOptions {
  const { baseUrl, tokenEndpoint, discovery, parameters = {} } = options;
  if (Object.hasOwn(parameters, 'realm')) {
    throw invalidConfig('pingam', 'The option `parameters` must not have `realm`. Set the option `realm` instead');
  }
  if (baseUrl === undefined && tokenEndpoint === undefined && typeof discovery !== 'string') {
    throw invalidConfig(
      'pingam',
      'The option `baseUrl` is missing. Set it, or `tokenEndpoint`, or a URL for `discovery`',
    );
  }
  return options;
}

function isContext(url: string): boolean {
  return !/\/(oauth2|realms)(\/|$)/.test(url);
}

/** Many configurations still name the realm in this older way of AM. */
function hasNoRealm(url: string): boolean {
  return !/[?&]realm=/.test(url);
}
