import { base64, formEncode } from '../contract/client-auth.ts';

/**
 * Every shape in which a request carried a credential, and in which a server may repeat it: as it was sent or after one
 * decoding too many; and that as it is, form- or URI-encoded, quoted as JSON or HTML, in base64, read as Latin-1. The
 * same goes for `tokens` that were granted before: a server may say that one has been issued already.
 */
export function credentialShapes(
  clientSecret: string | undefined,
  headers: Headers,
  body: URLSearchParams | undefined,
  tokens: readonly string[] = [],
): readonly string[] {
  const own = [...headers].filter(([name, value]) => !plainHeaders.has(name) && value.length >= shortestSecret);
  const parameters = secretParameters.map((name) => body?.get(name));
  const secrets = [clientSecret, ...parameters, ...own.map(([, value]) => value), ...tokens];
  const shapes = secrets.flatMap((secret) => (secret ? shapesOf(secret) : []));
  const [, authorization] = headers.get('authorization')?.split(' ') ?? [];
  return authorization === undefined ? shapes : [...shapes, ...unpadded(authorization)];
}

/** Headers that a provider adds may hold a gateway's key; what is shorter than this is none. */
export const shortestSecret = 8;
const plainHeaders = new Set(['accept', 'content-type']);

/** A credential, or a token that an endpoint is asked about (RFC 7009, RFC 7662). */
const secretParameters = ['client_secret', 'client_assertion', 'token'];

function shapesOf(secret: string): readonly string[] {
  const formDecoded = new URLSearchParams(`=${secret.replaceAll('&', '%26')}`).get('') ?? '';
  return [secret, secret.toWellFormed(), formEncode(secret), formDecoded].flatMap((text) => [
    text,
    formEncode(text),
    lowerCaseHex(formEncode(text)),
    encodeURIComponent(text.toWellFormed()),
    lowerCaseHex(encodeURIComponent(text.toWellFormed())),
    JSON.stringify(text).slice(1, -1),
    escapeHtml(text),
    ...unpadded(base64(text)),
    atob(base64(text)),
  ]);
}

const longestText = 200;

/** A server's words, fit for an error: withheld where they repeat a credential, without control characters, capped. */
export function quote(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const clean = tidy(text);
  // Tidying can put a credential together that was apart before.
  if (secrets.some((secret) => text.includes(secret) || clean.includes(secret))) return withheld;
  if (clean === '') return undefined;
  return clean.length > longestText ? `${tidy(clean.slice(0, longestText))}…` : clean;
}

const withheld = '(withheld: it repeats a credential)';

/** base64 without its padding, which some leave out, and in the alphabet for URLs. */
function unpadded(encoded: string): readonly string[] {
  const text = encoded.replace(/=+$/, '');
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}

function lowerCaseHex(encoded: string): string {
  return encoded.replace(/%../g, (hex) => hex.toLowerCase());
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function tidy(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
