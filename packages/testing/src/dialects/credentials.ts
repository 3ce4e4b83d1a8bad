import type { RegisteredClient } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads the credentials of an `Authorization: Basic` header: splits them at the first colon and decodes them no further.
 *
 * RFC 7617 requires base64 with padding. Credentials in another alphabet, such as base64url, match no client.
 */
export function readBasic(request: RecordedRequest, charset: 'utf8' | 'latin1' = 'utf8'): Credentials | undefined {
  const [, encoded] = /^basic +(.*)$/i.exec(request.headers['authorization'] ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const [clientId = '', ...rest] = bytes.toString('base64') === encoded ? bytes.toString(charset).split(':') : [];
  return { clientId, clientSecret: rest.join(':') };
}

/** Reads the credentials in the body (`client_secret_post`), even if the body has only one of the two. */
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
