import type { AccessToken } from '../contract/access-token.ts';
import { isTokenEndpointUrl, tokenEndpointUrlRule } from '../contract/endpoint-url.ts';
import { GrantError, invalidConfig, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { Client } from './client.ts';
import { writeClientForm } from './client-form.ts';
import { confidentialIn } from './confidential.ts';
import { errorFromReply } from './error-reply.ts';
import { exchange } from './exchange.ts';
import { readGrantedScope } from './granted-scope.ts';
import { restate } from './restated-reply.ts';
import { longestLifetime, readTokenReply } from './token-reply.ts';

/** The parts of a token request that may differ from request to request. */
export interface TokenRequest {
  /** The URL of the token endpoint. */
  readonly endpoint: string;
  readonly secret: string;
  readonly scope: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

const defaultLifetime = 300_000;

/**
 * Requests a token. If the endpoint has moved, it sends one more request to the new URL. No other module sends token
 * requests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export async function requestToken(client: Client, request: TokenRequest): Promise<AccessToken> {
  const { endpoint } = request;
  try {
    return await requestTokenAt(client, request);
  } catch (error) {
    if (!isGrantError(error) || !saysMoved(error)) throw error;
    const found = await tokenEndpointOf(client.provider, endpoint).catch(() => endpoint);
    if (found === endpoint) throw error;
    return requestTokenAt(client, { ...request, endpoint: found });
  }
}

/** Whether the endpoint may have moved since a function of the provider found it. */
function saysMoved({ code, status }: GrantError): boolean {
  return code === 'redirect_refused' || status === 404 || status === 410;
}

async function requestTokenAt(client: Client, request: TokenRequest): Promise<AccessToken> {
  const { provider, clock, knownCredentials } = client;
  const { endpoint: url, secret, scope, signal } = request;
  const { assertionAudience: audience = url, scopeSeparator = ' ' } = provider;
  client.foundEndpoint = url;
  // The scope is written before the credentials, because some client authentications sign it.
  const parameters = { ...client.parameters, ...(scope && { scope: scope.join(scopeSeparator) }) };
  const sent = await writeClientForm(client, { endpoint: url, secret, parameters, audience });
  const { headers, body } = sent;
  const isJson = provider.requestBody === 'json';
  if (isJson) headers.set('content-type', 'application/json');

  const issuedAt = clock.now();
  const text = isJson ? jsonOf(body) : body.toString();
  const reply = await exchange(client, { purpose: 'token', url, headers, body: text }, signal);
  const restated = restate(provider.name, reply, issuedAt, provider.readReply);
  const granted = readTokenReply(restated, provider.tokenDetails);
  if ('problem' in granted) {
    throw errorFromReply(client, sent, restated, `The token endpoint did not return a token: ${granted.problem}`);
  }
  const { accessToken, details, lifetime = provider.defaultLifetime ?? defaultLifetime } = granted;
  const credentials = () => confidentialIn(sent, [accessToken, ...knownCredentials.list()]).credentials;
  const token: AccessToken = Object.freeze({
    accessToken,
    tokenType: 'Bearer',
    scope: readGrantedScope(granted.scope, { separator: provider.scopeSeparator, asked: scope, credentials }) ?? scope,
    issuedAt,
    expiresAt: issuedAt + Math.min(lifetime, longestLifetime * 1000),
    details,
  });
  knownCredentials.rememberToken(token);
  return token;
}

/** The parameters as a JSON object. A repeated parameter is an array. */
function jsonOf(body: URLSearchParams): string {
  const read = (name: string) => (body.getAll(name).length > 1 ? body.getAll(name) : body.get(name));
  return JSON.stringify(Object.fromEntries([...body.keys()].map((name) => [name, read(name)])));
}

/**
 * The URL of the token endpoint: given by the provider, or found by its function.
 *
 * @param stale the URL that has just answered that the endpoint is not there any more
 * @throws {GrantError} a `GrantError` that the function throws, `network` for anything else that it throws, and
 * `invalid_config` for a URL that must not get credentials.
 */
export async function tokenEndpointOf({ name, tokenEndpoint }: Provider, stale?: string): Promise<string> {
  if (typeof tokenEndpoint === 'string') return tokenEndpoint;
  let url: unknown;
  try {
    url = await tokenEndpoint(stale);
  } catch (error) {
    if (isGrantError(error)) throw error;
    throw new GrantError({
      code: 'network',
      provider: name,
      summary: `The function \`tokenEndpoint\` failed${errorCode(error)}`,
      hint: 'Check the function, and the network to the server that it asks. No credentials were sent.',
      retryable: true,
    });
  }
  if (typeof url === 'string' && isTokenEndpointUrl(url)) return url;
  throw invalidConfig(name, `The function \`tokenEndpoint\` must return ${tokenEndpointUrlRule}`);
}
