import { parseEntries } from '@grantkit/core';
import * as v from 'valibot';

/** Options that both kinds of client assertions share. */
export interface AssertionOptions {
  /**
   * The `kid` in the header of the assertion. A server that knows several keys of the client needs it to find the key.
   *
   * @default the `kid` of a JWK that has one; otherwise none
   */
  readonly keyId?: string | undefined;
  /**
   * The claim `aud`, sent exactly as it is written: a string, or a list of strings.
   *
   * @default the audience that the provider's adapter names; otherwise the token endpoint
   */
  readonly audience?: string | readonly string[] | undefined;
  /** How long an assertion is valid, in seconds, from 1 to 1800. AM accepts no longer lifetime. @default 60 */
  readonly lifetime?: number | undefined;
  /**
   * Further claims. `iss`, `sub`, `aud`, `jti`, `iat` and `exp` are not allowed, because every assertion gets its own.
   *
   * @default none
   */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /**
   * How far `iat` is dated back, in ms, from 0 to 300 000. Set it if the server's clock is behind this machine's clock, so
   * that the server refuses assertions as issued in the future. Keycloak refuses an `iat` that is more than 60 s old.
   *
   * @default 0
   */
  readonly backdate?: number | undefined;
  /**
   * Further members of the header, such as `x5t#S256`. `typ` replaces the usual one. `alg`, `kid`, `crit` and `b64` are
   * not allowed.
   *
   * @default none
   * @see https://www.rfc-editor.org/rfc/rfc7515#section-4.1
   */
  readonly header?: Readonly<Record<string, unknown>> | undefined;
}

/** {@link AssertionOptions} after they were checked, with the defaults filled in. */
export interface AssertionSettings {
  readonly keyId?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
  readonly lifetime: number;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly backdate: number;
  readonly header: Readonly<Record<string, unknown>>;
}

const lifetimeRule = 'a whole number of seconds from 1 to 1800';
const backdateRule = 'a number of ms from 0 to 300000';
const ownClaims = ['iss', 'sub', 'aud', 'jti', 'iat', 'exp'];
const ownHeaders = ['alg', 'kid', 'crit', 'b64'];

const assertionEntries = {
  keyId: v.optional(v.custom<string>(isText, 'a non-empty string')),
  audience: v.optional(
    v.custom<string | readonly string[]>(
      (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
      'a non-empty string or a list of them',
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
  claims: v.optional(jsonWithout(ownClaims), {}),
  backdate: v.optional(
    v.pipe(v.number(backdateRule), v.minValue(0, backdateRule), v.maxValue(300_000, backdateRule)),
    0,
  ),
  header: v.optional(v.pipe(jsonWithout(ownHeaders), v.check(hasTextAsType, 'an object whose `typ` is a text')), {}),
};

/**
 * Checks the options of one kind of assertion. No error shows a value, because the value may be a key.
 *
 * @throws {GrantError} `invalid_config`, which names the option and what it must be.
 */
export function parseAssertionOptions<const Entries extends v.ObjectEntries>(
  entries: Entries,
  options: unknown,
): AssertionSettings & v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  return parseEntries('client-assertion', assertionEntries, entries, options);
}

/** An object of the caller that becomes JSON, without the members that the assertion itself sets. */
function jsonWithout(own: readonly string[]) {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'an object that can be written as JSON'),
    // A copy. Otherwise a later change of the caller's object would change what is signed.
    v.transform((given): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(given))),
    v.check(
      (given) => !own.some((member) => Object.hasOwn(given, member)),
      `an object without ${own.join(', ')}, which every assertion gets itself`,
    ),
  );
}

function hasTextAsType({ typ = 'JWT' }: Readonly<Record<string, unknown>>): boolean {
  return isText(typ);
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
