import { base64, formEncode } from '../contract/client-auth.ts';

/**
 * Every shape in which a server may repeat a credential that a request carried: as it was sent, or decoded once too
 * often; each as it is, form-encoded, URI-encoded, quoted for JSON or HTML, in base64, or read as Latin-1.
 *
 * @param tokens tokens that were granted before: a server may say that it has issued one already
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

/** The shortest text that is taken for a secret. Headers and parameters of a provider may hold the key of a gateway. */
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

/**
 * A server's text as an error may show it: without control characters, and capped. If it repeats a credential, a note
 * replaces the whole text.
 */
export function redact(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const cleaned = clean(text);
  // Removed control characters may have split a credential, so the cleaned text is searched too.
  if (secrets.some((secret) => text.includes(secret) || cleaned.includes(secret))) return withheld;
  if (cleaned === '') return undefined;
  return cleaned.length > longestText ? `${clean(cleaned.slice(0, longestText))}…` : cleaned;
}

const withheld = '(withheld: it repeats a credential)';

/** base64 without its padding, in the standard alphabet and in the one for URLs. */
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

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
