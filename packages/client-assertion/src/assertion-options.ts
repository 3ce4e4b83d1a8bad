import { parseEntries } from '@grantkit/core';
import * as v from 'valibot';

/** What both kinds of assertion have in common. */
export interface AssertionOptions {
  /** The `kid` in the header, by which a server with several keys finds the right one. @default none; the `kid` of a JWK that has one */
  readonly keyId?: string | undefined;
  /** The `aud`, to the letter: one string, or a list. @default what the provider asks for, else its token endpoint */
  readonly audience?: string | readonly string[] | undefined;
  /** How long an assertion is good for: s, at most 1800, which is AM's limit. @default 60 */
  readonly lifetime?: number | undefined;
  /** Further claims. Those that make the assertion (`iss`, `sub`, `aud`, `jti`, `iat`, `exp`) are not among them. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The same, read. */
export interface AssertionSettings {
  readonly keyId?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
  readonly lifetime: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

const lifetimeRule = 'a whole number of seconds from 1 to 1800';
const ownClaims = ['iss', 'sub', 'aud', 'jti', 'iat', 'exp'];

const assertionEntries = {
  keyId: v.optional(v.custom<string>(isText, 'a non-empty string')),
  audience: v.optional(
    v.custom<string | readonly string[]>(
      (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
      'a non-empty string, or a list of them',
    ),
  ),
  lifetime: v.optional(
    v.pipe(
      v.number(lifetimeRule),
      v.integer(lifetimeRule),
      v.minValue(1, lifetimeRule),
      v.maxValue(1800, lifetimeRule),
    ),
    60,
  ),
  claims: v.optional(
    v.pipe(
      v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'an object that JSON can hold'),
      // A copy: what happens to the caller's object later does not change what is signed.
      v.transform((claims): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(claims))),
      v.check(
        (claims) => !ownClaims.some((claim) => Object.hasOwn(claims, claim)),
        `without ${ownClaims.join(', ')}, which are made for each assertion`,
      ),
    ),
    {},
  ),
};

/** Checks the options of one kind of assertion. No error shows a value, because the value may be a key. */
export function parseAssertionOptions<const Entries extends v.ObjectEntries>(
  entries: Entries,
  options: unknown,
): AssertionSettings & v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  return parseEntries('client-assertion', assertionEntries, entries, options);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isJsonObject(value: unknown): boolean {
  try {
    return typeof value === 'object' && !Array.isArray(value) && JSON.stringify(value).startsWith('{');
  } catch {
    return false;
  }
}
