import type { Reply } from '../answer.ts';
import type { RegisteredClient, Registry } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';
import { type Credentials, hasSecret, readPosted } from './credentials.ts';
import { oauthError } from './oauth-error.ts';

/** Reads Basic credentials as one version of AM does, or says why it cannot. */
export type ReadBasic = (request: RecordedRequest) => Credentials | { readonly malformed: string } | undefined;

export function authenticate(
  request: RecordedRequest,
  registry: Registry,
  realm: string,
  readBasic: ReadBasic,
): RegisteredClient | { readonly refusal: Reply } {
  const basic = readBasic(request);
  if (basic !== undefined && 'malformed' in basic) {
    return { refusal: oauthError(400, 'invalid_request', basic.malformed) };
  }
  const posted = readPosted(request);
  // OpenAM refuses both at once, even if the body has the client_id alone; PingAM is taken to do the same.
  if (basic !== undefined && posted !== undefined) {
    return { refusal: oauthError(400, 'invalid_request', 'Client authentication failed') };
  }
  // RFC 6749 §5.2: 401 and a challenge for who used the header. AM answers 400 to who used the body.
  const refuse = (description: string): { readonly refusal: Reply } => ({
    refusal: basic
      ? oauthError(401, 'invalid_client', description, { 'www-authenticate': `Basic realm="${realm}"` })
      : oauthError(400, 'invalid_client', description),
  });

  const { clientId, clientSecret } = basic ?? posted ?? { clientId: '', clientSecret: '' };
  const client = registry.findClient(clientId);
  if (client === undefined) return refuse('Client authentication failed');
  const method = basic ? 'client_secret_basic' : 'client_secret_post';
  if ((client.method ?? method) !== method) {
    return refuse('Invalid authentication method for accessing this endpoint.');
  }
  return hasSecret(client, clientSecret) ? client : refuse('Client authentication failed');
}
