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
import { readTokenReply } from './token-reply.ts';

/** The parts of a token request that may differ from request to request. */
export interface TokenRequest {
  readonly secret: string;
  readonly scope: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

const defaultLifetime = 300_000;

/**
 * Requests a token: one POST, one reply. This is the only module that speaks to the token endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export async function requestToken(client: Client, request: TokenRequest): Promise<AccessToken> {
  const { provider, clock, knownCredentials } = client;
  const { secret, scope, signal } = request;
  const url = await tokenEndpointOf(provider);
  const { headers, body } = await writeClientForm(client, {
    endpoint: url,
    secret,
    parameters: { grant_type: 'client_credentials', ...provider.parameters },
    audience: provider.assertionAudience ?? url,
  });
  if (scope !== undefined) body.set('scope', scope.join(provider.scopeSeparator ?? ' '));

  const issuedAt = clock.now();
  const sent = { secret, headers, body };
  const reply = await exchange(client, { url, headers, body }, signal);
  const granted = readTokenReply(reply);
  if ('problem' in granted) {
    throw errorFromReply(client, sent, reply, `The token endpoint did not return a token: ${granted.problem}`);
  }
  const { accessToken, lifetime = provider.defaultLifetime ?? defaultLifetime } = granted;
  const { credentials } = confidentialIn(sent, [accessToken, ...knownCredentials.list()]);
  const token: AccessToken = Object.freeze({
    accessToken,
    tokenType: 'Bearer',
    scope: readGrantedScope(granted.scope, { separator: provider.scopeSeparator, credentials }) ?? scope,
    issuedAt,
    expiresAt: issuedAt + lifetime,
  });
  knownCredentials.rememberToken(token);
  return token;
}

/**
 * The URL of the token endpoint: given by the provider, or found by its function.
 *
 * @throws {GrantError} a `GrantError` that the function throws, `network` for anything else that it throws, and
 * `invalid_config` for a URL that must not get credentials.
 */
export async function tokenEndpointOf({ name, tokenEndpoint }: Provider): Promise<string> {
  if (typeof tokenEndpoint === 'string') return tokenEndpoint;
  const url: unknown = await findEndpoint(name, tokenEndpoint);
  if (typeof url === 'string' && isTokenEndpointUrl(url)) return url;
  throw invalidConfig(name, `The function \`tokenEndpoint\` must return ${tokenEndpointUrlRule}`);
}

async function findEndpoint(provider: string, find: () => Promise<string>): Promise<string> {
  try {
    return await find();
  } catch (error) {
    if (isGrantError(error)) throw error;
    throw new GrantError({
      code: 'network',
      provider,
      summary: `The function \`tokenEndpoint\` failed${errorCode(error)}`,
      hint: 'Check the function, and the network to the server that it asks. No credentials were sent.',
      retryable: true,
    });
  }
}
