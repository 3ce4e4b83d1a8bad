// Options of adapters for standard authorization servers.
import * as v from 'valibot';
import { type ClientAuth, clientSecretBasic, clientSecretPost } from '../contract/client-auth.ts';
import { isEndpointUrl } from '../contract/endpoint-url.ts';
import { type HeaderSource, headersRule, isHeaders } from '../contract/request-headers.ts';

/** The schema of an option that is a list of origins, such as `https://login.example.com`. */
export function endpointOrigins(): v.GenericSchema<readonly string[]> {
  const rule = 'an origin such as `https://login.example.com`';
  const isOrigin = (text: string) => isEndpointUrl(text) && new URL(text).origin === text;
  return v.array(v.pipe(v.string(rule), v.check(isOrigin, rule)), 'an array of origins');
}

/** The schema of an option for {@link Provider.headers}. */
export function headerSource(): v.GenericSchema<HeaderSource> {
  return v.custom<HeaderSource>((value) => typeof value === 'function' || isHeaders(value), headersRule);
}

/** An option for the client authentication method: a method of RFC 6749 §2.3.1 by its name, or any `ClientAuth`. */
export type ClientAuthOption = 'client_secret_basic' | 'client_secret_post' | ClientAuth;

/** The schema of a {@link ClientAuthOption}. */
export function clientAuthOption(): v.GenericSchema<ClientAuthOption> {
  return v.custom<ClientAuthOption>(
    (value) => value === 'client_secret_basic' || value === 'client_secret_post' || isClientAuth(value),
    '`client_secret_basic`, `client_secret_post`, or a ClientAuth value',
  );
}

/** The method that a {@link ClientAuthOption} stands for. `encoding` is the option of `clientSecretBasic`. */
export function clientAuthOf(
  option: ClientAuthOption = 'client_secret_basic',
  encoding?: 'form' | 'raw' | undefined,
): ClientAuth {
  if (typeof option === 'object') return option;
  return option === 'client_secret_post' ? clientSecretPost() : clientSecretBasic({ encoding });
}

/** An option for the audience of client assertions: the server's issuer alone, or the token endpoint. */
export type AssertionAudienceOption = 'issuer' | 'token_endpoint';

/** The schema of an {@link AssertionAudienceOption}. */
export function assertionAudienceOption(): v.GenericSchema<AssertionAudienceOption> {
  return v.picklist(
    ['issuer', 'token_endpoint'],
    '`issuer` or `token_endpoint`. To send the parameter `audience`, set it in `parameters`',
  );
}

function isClientAuth(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'authenticate' in value && 'method' in value;
}
