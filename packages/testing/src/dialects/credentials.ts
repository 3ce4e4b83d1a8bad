import type { RegisteredClient } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * What an `Authorization: Basic` header carries, split at its first colon and not decoded further.
 * Padding and alphabet are checked (RFC 7617 wants base64, not base64url): credentials written badly match no client.
 */
export function readBasic(request: RecordedRequest, charset: 'utf8' | 'latin1' = 'utf8'): Credentials | undefined {
  const [, encoded] = /^basic +(.*)$/i.exec(request.headers['authorization'] ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const [clientId = '', ...rest] = bytes.toString('base64') === encoded ? bytes.toString(charset).split(':') : [];
  return { clientId, clientSecret: rest.join(':') };
}

/** The credentials in the body (`client_secret_post`); a secret alone counts too. */
export function readPosted({ parameters }: RecordedRequest): Credentials | undefined {
  if (!parameters.has('client_id') && !parameters.has('client_secret')) return undefined;
  return { clientId: parameters.get('client_id') ?? '', clientSecret: parameters.get('client_secret') ?? '' };
}

export function hasSecret(client: RegisteredClient, secret: string): boolean {
  return secretsOf(client).includes(secret);
}

export function secretsOf({ clientSecret = [] }: RegisteredClient): readonly string[] {
  return typeof clientSecret === 'string' ? [clientSecret] : clientSecret;
}
