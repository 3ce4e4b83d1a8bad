import { base64, formEncode } from './client-auth.ts';

/**
 * Every shape in which a request carried a credential, and in which a server may repeat it: as it is, form- or
 * URI-encoded, quoted as JSON, in base64, in the header.
 */
export function credentialShapes(
  clientSecret: string | undefined,
  headers: Headers,
  body: URLSearchParams,
): readonly string[] {
  const secrets = [clientSecret, body.get('client_secret'), body.get('client_assertion')];
  const shapes = secrets.flatMap((secret) => (secret ? shapesOf(secret) : []));
  const [, authorization] = headers.get('authorization')?.split(' ') ?? [];
  return authorization === undefined ? shapes : [...shapes, authorization];
}

function shapesOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  return [
    secret,
    wellFormed,
    formEncode(secret),
    encodeURIComponent(wellFormed),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
  ];
}

const longestText = 200;

/** A server's words, fit for an error: withheld where they repeat a credential, without control characters, capped. */
export function quote(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  if (secrets.some((secret) => text.includes(secret))) return '(withheld: it repeats a credential)';
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return clean.length > longestText ? `${clean.slice(0, longestText)}…` : clean;
}
