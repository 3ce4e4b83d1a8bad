import * as v from 'valibot';
import { endpointUrlRule, isEndpointUrl, isTokenEndpointUrl, tokenEndpointUrlRule } from './endpoint-url.ts';

/**
 * The schema of an option that is a base URL. Core may send tokens or credentials to it and to paths below it.
 *
 * @example
 * ```ts
 * import { endpointUrl } from '@grantkit/core';
 * import * as v from 'valibot';
 *
 * const entries = { apiBaseUrl: v.optional(endpointUrl(), 'https://api.acme.example') };
 * ```
 */
export function endpointUrl(): v.GenericSchema<string> {
  return v.pipe(v.string(endpointUrlRule), notPlainHttp(isEndpointUrl), v.check(isEndpointUrl, endpointUrlRule));
}

/** The schema of an option that is the URL of a token endpoint, which may have a query. */
export function tokenEndpointUrl(): v.GenericSchema<string> {
  return v.pipe(
    v.string(tokenEndpointUrlRule),
    notPlainHttp(isTokenEndpointUrl),
    v.check(isTokenEndpointUrl, tokenEndpointUrlRule),
  );
}

/** Gives a URL that is wrong only because of `http:` an error of its own. Quick starts and container networks use such URLs. */
function notPlainHttp(isUrl: (text: string) => boolean): v.CheckAction<string, string> {
  return v.check((text) => isUrl(text) || !isUrl(text.replace(/^http:/i, 'https:')), plainHttpRule);
}

const plainHttpRule =
  'an https:// URL, because http:// sends credentials unencrypted. ' +
  'To try a server without TLS, reach it as http://localhost, for example through a tunnel';

/** The schema of an option that is sent as a header: printable ASCII without spaces. */
export function headerText(rule = 'printable ASCII without spaces'): v.GenericSchema<string> {
  return v.pipe(v.string(rule), v.regex(/^[\x21-\x7e]+$/, rule));
}
