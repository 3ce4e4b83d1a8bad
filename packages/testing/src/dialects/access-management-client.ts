import type { Reply } from '../answer.ts';
import type { RegisteredClient, Registry } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';
import { type AssertionRules, findFault, readAssertion } from './access-management-assertion.ts';
import { type Credentials, hasSecret, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

/** Reads Basic credentials as one version of AM does, or says why it cannot. */
export type ReadBasic = (request: RecordedRequest) => Credentials | { readonly malformed: string } | undefined;

export interface AuthenticationContext {
  readonly realm: string;
  readonly readBasic: ReadBasic;
  readonly rules: AssertionRules;
  /** Whom an assertion must be for; `undefined` for anybody. */
  readonly audience: string | undefined;
}

export type Authenticated = RegisteredClient | { readonly refusal: Reply };

export function authenticate(
  request: RecordedRequest,
  registry: Registry,
  context: AuthenticationContext,
): Authenticated {
  const assertion = readAssertion(request);
  const basic = context.readBasic(request);
  if (basic !== undefined && 'malformed' in basic) {
    return { refusal: oauthError(400, 'invalid_request', basic.malformed) };
  }
  const posted = readPosted(request);
  // OpenAM refuses both at once, even if the body has the client_id alone; PingAM is taken to do the same.
  if (basic !== undefined && (posted ?? assertion) !== undefined) {
    return { refusal: oauthError(400, 'invalid_request', 'Client authentication failed') };
  }
  // RFC 6749 §5.2: 401 and a challenge for who used the header. AM answers 400 to who used the body.
  const refuse = (description: string): { readonly refusal: Reply } => ({
    refusal: basic
      ? oauthError(401, 'invalid_client', description, { 'www-authenticate': `Basic realm="${context.realm}"` })
      : oauthError(400, 'invalid_client', description),
  });
  const isRegistered = (client: RegisteredClient, method: string) => (client.method ?? method) === method;

  if (assertion !== undefined) {
    if ('malformed' in assertion) return { refusal: oauthError(400, 'invalid_request', assertion.malformed) };
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
