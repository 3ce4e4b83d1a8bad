import assert from 'node:assert/strict';
import { type InspectOptions, inspect } from 'node:util';
import type { AuthorizationServer } from '../server/authorization-server.ts';
import { formEncode } from './expected-request.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { suiteClients } from './suite-clients.ts';

/** Throws if a credential is too short. Otherwise a value such as `key` would be found in ordinary words. */
export function checkCredentials(options: ProviderSuiteOptions): void {
  const { suiteClient, otherClient } = suiteClients(options);
  const isShort = (value: string) => value.length < 8;
  const [name] = Object.entries(options.credentials ?? {}).find(([, value]) => isShort(value)) ?? [];
  if (name !== undefined) throw new TypeError(`\`credentials.${name}\` must have 8 characters or more.`);
  if ([suiteClient, otherClient].some(({ clientSecret }) => isShort(clientSecret))) {
    throw new TypeError('Each `clientSecret` of `clients` must have 8 characters or more.');
  }
}

/** The texts in which a credential can appear: as it is, encoded, as bytes, and in the pair of HTTP Basic. */
export function credentialForms(options: ProviderSuiteOptions): readonly string[] {
  const { suiteClient, otherSecret, otherClient } = suiteClients(options);
  const further = Object.values(options.credentials ?? {});
  const values = [suiteClient.clientSecret, otherSecret, otherClient.clientSecret, ...further];
  const pairs = values.flatMap((value) => [
    `${suiteClient.clientId}:${value}`,
    `${formEncode(suiteClient.clientId)}:${formEncode(value)}`,
  ]);
  const forms = values.flatMap((value) => [value, encodeURIComponent(value), formEncode(value), JSON.stringify(value)]);
  return [
    ...forms,
    ...[...values, ...pairs].flatMap((text) => [base64(text), base64(text, 'base64url'), ...bytes(text)]),
  ];
}

/** Fails if anything that a log, a debugger or JSON shows of the value contains a credential. */
export function expectNoCredential(where: string, value: unknown, options: ProviderSuiteOptions): void {
  assert.ok(!shows(value, credentialForms(options)), `${where} must not contain a credential.`);
}

/** The same for the tokens that the server has granted. */
export function expectNoToken(where: string, value: unknown, { issued }: AuthorizationServer): void {
  assert.ok(
    !shows(
      value,
      issued.map(({ accessToken }) => accessToken),
    ),
    `${where} must not contain a token.`,
  );
}

/** Whether anything that a log, a debugger or JSON shows of the value contains one of the texts, in any case. */
export function shows(value: unknown, texts: readonly string[]): boolean {
  const shown = [inspect(value, everything), String(value), json(value)].join('\n').toLowerCase();
  return texts.some((text) => shown.includes(text.toLowerCase()));
}

/** Without these, `inspect` leaves out whatever is hidden, deep or long. */
const everything: InspectOptions = {
  depth: null,
  showHidden: true,
  getters: true,
  maxStringLength: null,
  maxArrayLength: null,
};

function json(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member)) ?? '';
}

/** What `inspect` and JSON show of a buffer, and its usual text. `inspect` shows only the first 50 bytes. */
function bytes(text: string): readonly string[] {
  const buffer = Buffer.from(text);
  const hex = buffer.toString('hex');
  return [hex, hex.replaceAll(/..(?!$)/g, '$& ').slice(0, 3 * 40), [...buffer].join(',')];
}

function base64(text: string, alphabet: 'base64' | 'base64url' = 'base64'): string {
  // Without padding, and without the last character, which depends on what follows.
  return Buffer.from(text).toString(alphabet).replace(/=+$/, '').slice(0, -1);
}
