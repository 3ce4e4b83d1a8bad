import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { formEncode } from './expected-request.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { otherClient, otherSecret, suiteClient } from './suite-bed.ts';

/** Throws if a credential is too short. Otherwise a value such as `key` would be found in ordinary words. */
export function checkCredentials({ credentials = {} }: ProviderSuiteOptions): void {
  const [name] = Object.entries(credentials).find(([, value]) => value.length < 8) ?? [];
  if (name !== undefined) throw new TypeError(`\`credentials.${name}\` must have 8 characters or more.`);
}

/** The texts in which a credential can appear: unchanged, encoded, and in the pair of HTTP Basic. */
export function credentialForms(options: ProviderSuiteOptions): readonly string[] {
  const further = Object.values(options.credentials ?? {});
  const values = [suiteClient.clientSecret, otherSecret, otherClient.clientSecret, ...further];
  const pairs = values.flatMap((value) => [
    `${suiteClient.clientId}:${value}`,
    `${formEncode(suiteClient.clientId)}:${formEncode(value)}`,
  ]);
  const forms = values.flatMap((value) => [value, encodeURIComponent(value), formEncode(value), JSON.stringify(value)]);
  return [...forms, ...[...values, ...pairs].flatMap((text) => [base64(text), base64(text, 'base64url')])];
}

/** Fails if anything that a log, a debugger or JSON shows of the value contains a credential. */
export function expectNoCredential(where: string, value: unknown, options: ProviderSuiteOptions): void {
  const text = [inspect(value, { depth: null, showHidden: true, getters: true }), String(value), json(value)].join(
    '\n',
  );
  const leaked = credentialForms(options).some((form) => text.includes(form));
  assert.ok(!leaked, `${where} must not contain a credential.`);
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member)) ?? '';
}

function base64(text: string, alphabet: 'base64' | 'base64url' = 'base64'): string {
  // Without padding, and without the last character, which depends on what follows.
  return Buffer.from(text).toString(alphabet).replace(/=+$/, '').slice(0, -1);
}
