import type { RegisteredClient, Registry } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { findFault, readAssertion } from './access-management-assertion.ts';
import type { AccessManagementOptions } from './access-management-options.ts';
import { hasSecret, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

export interface AuthenticationContext {
  /** The realm of the request, such as `/alpha`. */
  readonly realm: string;
  readonly options: AccessManagementOptions;
  /** The URL that `aud` must name; `undefined` accepts any `aud`. */
  readonly audience: string | undefined;
  /** Whether a 401 has the header `WWW-Authenticate`. */
  readonly challenges: boolean;
}

/** Finds the client whose credentials the request carries, or returns AM's error reply. */
export function authenticate(
  request: RecordedRequest,
  registry: Registry,
  context: AuthenticationContext,
): RegisteredClient | { readonly errorReply: Reply } {
  const { realm, options, challenges } = context;
  const assertion = readAssertion(request, options.assertions, options.wording);
  const basic = options.readBasic(request);
  if (basic !== undefined && 'malformed' in basic) {
    return { errorReply: oauthError(400, 'invalid_request', basic.malformed) };
  }
  // RFC 6749 §5.2 requires 401 and a challenge if the client used the header. AM answers 400 if it used the body.
  const challenge = challenges ? { 'www-authenticate': `Basic realm="${realm}"` } : {};
  const refuse = (description: string): { readonly errorReply: Reply } => ({
    errorReply: basic
      ? oauthError(401, 'invalid_client', description, challenge)
      : oauthError(400, 'invalid_client', description),
  });
  const posted = readPosted(request);
  // OpenAM rejects Basic together with a body that has a `client_id`, even without a secret, and together with an
  // assertion, in other words. No document says what PingAM does. So the fake PingAM answers the same to both.
  if (basic !== undefined && (posted ?? assertion) !== undefined) {
    if (assertion !== undefined && options.wording.basicWithAssertion === 'invalid_client') return refuse(failed);
    return { errorReply: oauthError(400, 'invalid_request', failed) };
  }
  const mayUse = (client: RegisteredClient, method: string) =>
    (client.method ?? method) === method || !options.enforcesMethod(client);

  if (assertion !== undefined) {
    if ('malformed' in assertion) return { errorReply: assertion.malformed };
    const client = registry.findClient(String(assertion.claims['sub']));
    if (client === undefined) return refuse(failed);
    const fault = findFault(assertion, client, registry, context);
    if (fault !== undefined) return typeof fault === 'string' ? refuse(fault) : { errorReply: fault };
    return mayUse(client, 'private_key_jwt') ? client : refuse(wrongMethod);
  }
  const { clientId, clientSecret } = basic ?? posted ?? { clientId: '', clientSecret: '' };
  const client = registry.findClient(clientId);
  if (client === undefined) return refuse(failed);
  if (!mayUse(client, basic ? 'client_secret_basic' : 'client_secret_post')) return refuse(wrongMethod);
  return hasSecret(client, clientSecret) ? client : refuse(failed);
}

const failed = 'Client authentication failed';
const wrongMethod = 'Invalid authentication method for accessing this endpoint.';
