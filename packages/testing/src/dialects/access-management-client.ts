import type { RegisteredClient, Registry } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { findFault, readAssertion } from './access-management-assertion.ts';
import type { AssertionRules, ReadBasic } from './access-management-options.ts';
import { hasSecret, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

export interface AuthenticationContext {
  /** The realm of the request, such as `/alpha`. */
  readonly realm: string;
  readonly readBasic: ReadBasic;
  readonly rules: AssertionRules;
  /** The URL that `aud` must name; `undefined` accepts any `aud`. */
  readonly audience: string | undefined;
}

/** Finds the client whose credentials the request carries, or returns AM's error reply. */
export function authenticate(
  request: RecordedRequest,
  registry: Registry,
  context: AuthenticationContext,
): RegisteredClient | { readonly errorReply: Reply } {
  const assertion = readAssertion(request, context.rules);
  const basic = context.readBasic(request);
  if (basic !== undefined && 'malformed' in basic) {
    return { errorReply: oauthError(400, 'invalid_request', basic.malformed) };
  }
  const posted = readPosted(request);
  // OpenAM rejects Basic together with a body that has a `client_id`, even without a secret. No document says what PingAM
  // does, so this server treats both alike.
  if (basic !== undefined && (posted ?? assertion) !== undefined) {
    return { errorReply: oauthError(400, 'invalid_request', 'Client authentication failed') };
  }
  // RFC 6749 §5.2 requires 401 and a challenge if the client used the header. AM answers 400 if it used the body.
  const refuse = (description: string): { readonly errorReply: Reply } => ({
    errorReply: basic
      ? oauthError(401, 'invalid_client', description, { 'www-authenticate': `Basic realm="${context.realm}"` })
      : oauthError(400, 'invalid_client', description),
  });
  const isRegistered = (client: RegisteredClient, method: string) => (client.method ?? method) === method;

  if (assertion !== undefined) {
    if ('malformed' in assertion) {
      return { errorReply: oauthError(400, 'invalid_request', assertion.malformed) };
    }
    const client = registry.findClient(String(assertion.claims['sub']));
    if (client === undefined) return refuse('Client authentication failed');
    const fault = findFault(assertion, client, registry, context);
    if (fault !== undefined) return refuse(fault);
    return isRegistered(client, 'private_key_jwt') ? client : refuse(wrongMethod);
  }
  const { clientId, clientSecret } = basic ?? posted ?? { clientId: '', clientSecret: '' };
  const client = registry.findClient(clientId);
  if (client === undefined) return refuse('Client authentication failed');
  if (!isRegistered(client, basic ? 'client_secret_basic' : 'client_secret_post')) return refuse(wrongMethod);
  return hasSecret(client, clientSecret) ? client : refuse('Client authentication failed');
}

const wrongMethod = 'Invalid authentication method for accessing this endpoint.';
