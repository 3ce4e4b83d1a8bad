import type { AccessToken } from '../contract/access-token.ts';
import type { Provider } from '../contract/provider.ts';
import { writeClientForm } from './client-form.ts';
import { refusalError } from './error-reply.ts';
import { type ExchangeContext, exchange } from './exchange.ts';
import { credentialShapes, shortestSecret } from './redaction.ts';
import { readTokenReply } from './token-reply.ts';

/** What a token is asked for with. */
export interface TokenRequest {
  readonly provider: Provider;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: readonly string[] | undefined;
  /** Tokens that no error may repeat. */
  readonly knownTokens: readonly string[];
}

const defaultLifetime = 300_000;

/**
 * Makes the grant: one POST, one reply. This is the only module that speaks to the token endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export async function requestToken(request: TokenRequest, context: ExchangeContext): Promise<AccessToken> {
  const { provider, clientId, clientSecret, scope } = request;
  const { clock } = context;
  const url = await tokenEndpointOf(provider);
  const { headers, body } = await writeClientForm(provider, {
    endpoint: url,
    clientId,
    clientSecret,
    parameters: { grant_type: 'client_credentials', ...provider.parameters },
    audience: provider.assertionAudience ?? url,
    now: clock.now(),
  });
  if (scope !== undefined) body.set('scope', scope.join(provider.scopeSeparator ?? ' '));

  const issuedAt = clock.now();
  const reply = await exchange(provider, { url, headers, body }, context);
  const granted = readTokenReply(reply);
  if ('problem' in granted) {
    const { client_id: _, ...parameters } = provider.parameters ?? {};
    // A provider may have its gateway's key among them.
    const own = Object.values(parameters).filter((value) => value.length >= shortestSecret);
    const secrets = credentialShapes(clientSecret, headers, body, [...request.knownTokens, ...own]);
    throw refusalError(provider, reply, { problem: granted.problem, secrets, now: clock.now() });
  }
  return Object.freeze({
    accessToken: granted.accessToken,
    tokenType: 'Bearer',
    scope: granted.scope ?? scope,
    issuedAt,
    expiresAt: issuedAt + (granted.lifetime ?? provider.defaultLifetime ?? defaultLifetime),
  });
}

/** Where the grant is made: known from the start, or found out by asking the provider. */
export async function tokenEndpointOf({ tokenEndpoint }: Provider): Promise<string> {
  return typeof tokenEndpoint === 'string' ? tokenEndpoint : tokenEndpoint();
}
