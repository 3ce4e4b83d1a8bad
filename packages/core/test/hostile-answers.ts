import { Buffer } from 'node:buffer';
import type { Answer, RecordedRequest } from '@grantkit/testing';

/** The shapes in which a server may repeat the credentials of a request: as they came, or changed. */
export const echoes: Record<string, (request: RecordedRequest) => string> = {
  'the header': ({ headers, body }) => headers['authorization'] ?? body,
  'the value of the header': ({ headers, body }) => headers['authorization']?.replace('Basic ', '') ?? body,
  'header and body': ({ headers, body }) => `${body} ${headers['authorization']}`,
  'the credentials': (request) => decoded(request),
  'the credentials in a sentence': (request) => `Client authentication failed for ${decoded(request)}!`,
  // OpenAM reads Basic as ISO-8859-1.
  'the credentials, read as Latin-1': (request) => decoded(request, 'latin1'),
  'the credentials, form-decoded': (request) => formDecode(decoded(request)),
  'the secret as it came': (request) => secretOf(request),
  'the secret, form-decoded': (request) => formDecode(secretOf(request)),
  'the secret as it came, in base64': (request) => Buffer.from(secretOf(request)).toString('base64'),
  'the secret, form-decoded, in base64': (request) => Buffer.from(formDecode(secretOf(request))).toString('base64'),
  'the secret, percent-encoded': (request) => encodeURIComponent(secretOf(request)),
  'the secret in quotes': (request) => JSON.stringify(secretOf(request)),
  'the secret at the end of the text that is kept': (request) => `${'x'.repeat(190)}${secretOf(request)}`,
};

function decoded({ headers, parameters }: RecordedRequest, charset: 'utf8' | 'latin1' = 'utf8'): string {
  const [, basic] = headers['authorization']?.split(' ') ?? [];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString(charset);
  return `${parameters.get('client_id')}:${parameters.get('client_secret')}`;
}

function secretOf(request: RecordedRequest): string {
  return decoded(request).replace(/^[^:]*:/, '');
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** A text that a header can carry: without line breaks, in ASCII, and no longer than clients accept. */
const header = (text: string) => (/^[ -~]*$/.test(text) ? text : encodeURIComponent(text)).slice(0, 4_000);
const html = { 'content-type': 'text/html' };
const bearer = { token_type: 'Bearer', expires_in: 60 };

/**
 * Failures into which a server can put a text, and a token that it has just issued. Their own words are in lower case
 * and have no spaces: `no-leaks.test.ts` says why.
 */
export const places: Record<string, (text: string, token: string) => Answer> = {
  error_description: (text) => ({ status: 400, body: { error: 'invalid_request', error_description: text } }),
  'error_description of 401': (text) => ({ status: 401, body: { error: 'invalid_client', error_description: text } }),
  'error_description of 200': (text) => ({ body: { error: 'invalid_scope', error_description: text } }),
  'error_description of 503': (text) => ({ status: 503, body: { error: 'server_error', error_description: text } }),
  error: (text) => ({ status: 400, body: { error: text } }),
  'error of 401': (text) => ({ status: 401, body: { error: text, error_description: text } }),
  'error of 200': (text) => ({ body: { error: text } }),
  'error_code and error_message': (text) => ({ status: 403, body: { error_code: text, error_message: text } }),
  message: (text) => ({ status: 404, body: { code: 404, reason: text, message: text } }),
  'message of 429': (text) => ({
    status: 429,
    headers: { 'retry-after': header(`x${text}`) },
    body: { message: text },
  }),
  'Message of a gateway': (text) => ({ status: 403, body: { Message: text } }),
  'problem details': (text) => ({ status: 422, body: { type: text, title: text, detail: text } }),
  title: (text) => ({ status: 500, body: { title: text } }),
  'HTML of 200': (text) => ({ headers: html, body: `<html><p>${text}</p>` }),
  'HTML of 502': (text) => ({ status: 502, headers: html, body: `<html><p>${text}</p>` }),
  'plain text': (text) => ({ status: 400, body: text }),
  'a JSON string': (text) => ({ status: 400, body: JSON.stringify(text) }),
  'a body that is cut short': (text) => ({ fate: 'truncate', body: { access_token: text } }),
  'JSON that breaks off': (text, token) => ({ body: JSON.stringify({ access_token: token, text }).slice(0, -1) }),
  'a nested error': (text) => ({ status: 400, body: { error: { message: text }, errors: [text] } }),
  headers: (text) => ({
    status: 401,
    headers: { 'www-authenticate': header(`Basic realm="${text}"`), 'x-echo': header(text) },
  }),
  Location: (text, token) => ({
    fate: 'redirect',
    status: 307,
    location: header(`http://127.0.0.1:1/?access_token=${encodeURIComponent(token)}&${encodeURIComponent(text)}`),
  }),
  'an access_token with spaces': (text, token) => ({ body: { ...bearer, access_token: `${token} ${text}` } }),
  token_type: (text, token) => ({ body: { access_token: token, token_type: `${text} ${token}` } }),
  expires_in: (text, token) => ({ body: { ...bearer, access_token: token, expires_in: `${text} ${token}` } }),
  'scope, without a token_type': (text, token) => ({ body: { access_token: token, scope: `${text} ${token}` } }),
  'a reply with a token and an error': (text, token) => ({
    body: { ...bearer, access_token: token, error: token, error_description: `${text} ${token}` },
  }),
  'an error reply with tokens in it': (text, token) => ({
    status: 400,
    body: { refresh_token: token, id_token: token, error: text, error_description: token },
  }),
  'an array': (text, token) => ({ body: [{ ...bearer, access_token: token }, text] }),
  'more than can be read': (text, token) => ({
    body: { ...bearer, access_token: token, text, pad: 'x'.repeat(1_048_576) },
  }),
};
