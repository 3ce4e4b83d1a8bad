import ky from 'ky';
import type { AccessToken } from './access-token.ts';
import type { Clock } from './clock.ts';
import { credentialShapes } from './credential-shapes.ts';
import { errorCode } from './foreign-error.ts';
import { GrantError, isGrantError } from './grant-error.ts';
import type { Provider } from './provider.ts';
import { readText } from './read-text.ts';
import { refusalError } from './refusal.ts';
import { readTokenReply } from './token-reply.ts';

/** What a token is asked for with. */
export interface TokenRequest {
  readonly provider: Provider;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: readonly string[] | undefined;
}

/** What the request is made with. */
export interface TokenRequestContext {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Any reply of the token endpoint that is no redirect, read to its end. */
export interface TokenEndpointReply {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` where it is longer than 1 MiB. */
  readonly text: string | undefined;
}

const defaultLifetime = 300_000;
const largestReply = 1_048_576;

/**
 * Makes the grant: one POST, one reply. This is the only module that speaks to the token endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2
 */
export async function requestToken(request: TokenRequest, context: TokenRequestContext): Promise<AccessToken> {
  const { provider, scope } = request;
  const { headers, body } = await writeRequest(request);
  const issuedAt = context.clock.now();
  const reply = await post(provider, headers, body, context);

  const granted = readTokenReply(reply);
  if ('problem' in granted) {
    const secrets = credentialShapes(request.clientSecret, headers, body);
    throw refusalError(provider, reply, { problem: granted.problem, secrets, now: context.clock.now() });
  }
  const lifetime = granted.lifetime ?? provider.defaultLifetime ?? defaultLifetime;
  return Object.freeze({
    accessToken: granted.accessToken,
    tokenType: 'Bearer',
    scope: granted.scope ?? scope,
    issuedAt,
    expiresAt: issuedAt + lifetime,
  });
}

async function writeRequest({ provider, clientId, clientSecret, scope }: TokenRequest) {
  const headers = new Headers(provider.headers);
  headers.set('accept', 'application/json');
  // Without a charset: AM's endpoint compares the media type, and the RFC defines no parameter for it.
  headers.set('content-type', 'application/x-www-form-urlencoded');
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...provider.parameters });
  try {
    const { clientAuth, tokenEndpoint } = provider;
    await clientAuth.authenticate({ clientId, clientSecret, tokenEndpoint, headers, body });
  } catch (error) {
    if (isGrantError(error)) throw error;
    throw new GrantError({
      code: 'credential_unavailable',
      provider: provider.name,
      summary: `The client authentication ${provider.clientAuth.method} failed to sign or write its credentials${errorCode(error)}`,
      retryable: true,
    });
  }
  if (scope !== undefined) body.set('scope', scope.join(provider.scopeSeparator ?? ' '));
  return { headers, body };
}

async function post(
  provider: Provider,
  headers: Headers,
  body: URLSearchParams,
  { fetch, signal }: TokenRequestContext,
): Promise<TokenEndpointReply> {
  try {
    const response = await ky.post(provider.tokenEndpoint, {
      headers,
      body: body.toString(),
      fetch,
      signal,
      // A redirect would carry the credentials along: a 307 re-posts them to whoever it names.
      redirect: 'manual',
      // The engine counts the tries and keeps the deadline itself.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
    });
    const { status } = response;
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      throw redirectRefused(provider, status);
    }
    return { status, headers: response.headers, text: await readText(response, largestReply) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (isGrantError(error)) throw error;
    throw new GrantError({
      code: 'network',
      provider: provider.name,
      summary: `${new URL(provider.tokenEndpoint).host} gave no complete reply${errorCode(error)}`,
      hint: 'Check the host name, the network and its proxy, and the TLS certificate.',
      retryable: true,
    });
  }
}

function redirectRefused(provider: Provider, status: number): GrantError {
  return new GrantError({
    code: 'redirect_refused',
    provider: provider.name,
    summary: 'The token endpoint answered with a redirect, which is never followed with credentials',
    status: status === 0 ? undefined : status,
    hint:
      provider.hint?.({ code: 'redirect_refused', status, error: undefined, description: undefined, html: false }) ??
      'Configure the URL that it redirects to, or look for a login page or a proxy in front of the server.',
  });
}
