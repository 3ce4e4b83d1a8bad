import type { AccessToken } from '../contract/access-token.ts';
import type { Provider } from '../contract/provider.ts';
import type { Client } from './client.ts';
import { writeClientForm } from './client-form.ts';
import { errorFromReply } from './error-reply.ts';
import { exchange } from './exchange.ts';
import { credentialShapes, shortestSecret } from './redaction.ts';
import { readTokenReply } from './token-reply.ts';

/** What a token request says, besides what the client says in each of them. */
export interface TokenRequest {
  readonly secret: string;
  readonly scope: readonly string[] | undefined;
  /** Earlier tokens, which no error may repeat. */
  readonly knownTokens: readonly string[];
  readonly signal: AbortSignal;
}

const defaultLifetime = 300_000;

/**
 * Requests a token: one POST, one reply. This is the only module that speaks to the token endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export async function requestToken(client: Client, request: TokenRequest): Promise<AccessToken> {
  const { provider, clock } = client;
  const { secret, scope, knownTokens, signal } = request;
  const url = await tokenEndpointOf(provider);
  const { headers, body } = await writeClientForm(client, {
    endpoint: url,
    secret,
    parameters: { grant_type: 'client_credentials', ...provider.parameters },
    audience: provider.assertionAudience ?? url,
  });
  if (scope !== undefined) body.set('scope', scope.join(provider.scopeSeparator ?? ' '));

  const issuedAt = clock.now();
  const reply = await exchange(client, { url, headers, body }, signal);
  const granted = readTokenReply(reply);
  if ('problem' in granted) {
    const { client_id: _, ...parameters } = provider.parameters ?? {};
    // A provider may pass the key of its gateway as a parameter.
    const own = Object.values(parameters).filter((value) => value.length >= shortestSecret);
    const secrets = credentialShapes(secret, headers, body, [...knownTokens, ...own]);
    throw errorFromReply(client, reply, `The token endpoint did not return a token: ${granted.problem}`, secrets);
  }
  return Object.freeze({
    accessToken: granted.accessToken,
    tokenType: 'Bearer',
    scope: granted.scope ?? scope,
    issuedAt,
    expiresAt: issuedAt + (granted.lifetime ?? provider.defaultLifetime ?? defaultLifetime),
  });
}

/** The URL of the token endpoint: given by the provider, or found by its function. */
export async function tokenEndpointOf({ tokenEndpoint }: Provider): Promise<string> {
  return typeof tokenEndpoint === 'string' ? tokenEndpoint : tokenEndpoint();
}
