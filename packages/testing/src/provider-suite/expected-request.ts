import assert from 'node:assert/strict';
import { isForm, isJson, pathOf, type RecordedRequest } from '../contract/recorded-request.ts';
import { expectMembers, lowerCaseNames, type Members, present } from './expected-members.ts';
import type { ExpectedMembers, ProviderSuiteOptions, SuiteClient } from './options.ts';
import { suiteClients } from './suite-clients.ts';

/** Headers that the runtime's `fetch` and the HTTP protocol add to every request. */
const ordinaryHeaders = /^(host|connection|accept(-.+)?|user-agent|content-(type|length)|transfer-encoding|sec-.+)$/;
/** Headers with which a token request asks caches not to store the reply. */
const cachingHeaders = /^(cache-control|pragma)$/;

/** Fails unless the token request has exactly the declared headers and parameters, each of them once. */
export function expectTokenRequest(
  request: RecordedRequest | undefined,
  options: ProviderSuiteOptions,
  client: SuiteClient,
  further: Readonly<Record<string, string>> = {},
): void {
  assert.ok(request, 'The adapter must send a token request.');
  const { parameters, headers } = expectedMembers(options, client);
  assert.equal(request.method, 'POST', 'The method of the token request must be POST.');
  expectMembers('token request', 'parameter', parametersOf(request, options), { ...parameters, ...further });
  expectMembers('token request', 'header', addedHeaders(request, headers), headers);
}

/** How most adapters show the token to the API (RFC 6750 §2.1). */
export function bearerToken(accessToken: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${accessToken}` };
}

/** Fails unless the API request has exactly the headers that the adapter declares, besides those of every request. */
export function expectApiHeaders(request: RecordedRequest, declared: Readonly<Record<string, string>>): void {
  const headers = lowerCaseNames(declared);
  expectMembers('API request', 'header', addedHeaders(request, headers), headers);
}

/** The headers that neither `fetch` nor HTTP adds to every request. */
function addedHeaders({ headers }: RecordedRequest, expected: Members): readonly (readonly [string, unknown])[] {
  const isOrdinary = (name: string) => ordinaryHeaders.test(name) || cachingHeaders.test(name);
  return Object.entries(headers).filter(([name]) => name in expected || !isOrdinary(name));
}

/** The headers of a token request that the adapter does not declare. */
export function undeclaredHeaders(
  request: RecordedRequest,
  options: ProviderSuiteOptions,
): readonly (readonly [string, string])[] {
  const { headers } = expectedMembers(options, suiteClients(options).suiteClient);
  return Object.entries(request.headers).filter(([name]) => !(name in headers));
}

/** How the token request shows this client, together with everything else that it always has. */
function expectedMembers(options: ProviderSuiteOptions, client: SuiteClient): Record<keyof ExpectedMembers, Members> {
  const auth = authMembers(options, client);
  const own = options.request?.(client) ?? {};
  return {
    parameters: present({ grant_type: 'client_credentials', ...own.parameters, ...auth.parameters }),
    headers: lowerCaseNames({ ...own.headers, ...auth.headers }),
  };
}

/** The parameters of a token request, in order. A parameter of a form can be there twice. */
export function parametersOf(
  request: RecordedRequest,
  { requestBody = 'form' }: ProviderSuiteOptions,
): readonly (readonly [string, unknown])[] {
  const type = request.headers['content-type'] ?? '';
  if (requestBody === 'form') {
    assert.ok(isForm(request), `The token request must have a form as its body, not ${type || 'no content type'}.`);
    return [...request.parameters];
  }
  assert.ok(isJson(request), `The token request must have JSON as its body, not ${type || 'no content type'}.`);
  return Object.entries(JSON.parse(request.body));
}

/** Fails if the token request has a query that is neither declared nor a part of a URL that the adapter was given. */
export function expectDeclaredQuery(
  request: RecordedRequest,
  options: ProviderSuiteOptions,
  given: Readonly<Record<string, unknown>>,
): void {
  const query = request.url.slice(pathOf(request).length);
  const isGiven = Object.values(given).some((value) => typeof value === 'string' && value.endsWith(request.url));
  const declared = options.request?.(suiteClients(options).suiteClient).query ?? '';
  assert.ok(
    isGiven || query === declared,
    `The query of the token request is ${query || 'missing'}. Declare it as \`request.query\`, or send it in the body.`,
  );
}

function authMembers({ auth = 'basic' }: ProviderSuiteOptions, client: SuiteClient): ExpectedMembers {
  if (typeof auth === 'function') return auth(client);
  const { clientId, clientSecret } = client;
  if (auth === 'post') return { parameters: { client_id: clientId, client_secret: clientSecret } };
  const encode = auth === 'basic' ? formEncode : (text: string) => text;
  const pair = Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`);
  return { headers: { authorization: `Basic ${pair.toString('base64')}` } };
}

/** Form encoding with `%20` for a space, which a server decodes in the same way as `+` (RFC 6749 appendix B). */
export function formEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
