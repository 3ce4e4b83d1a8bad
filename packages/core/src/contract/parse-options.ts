import * as v from 'valibot';
import { type Clock, longestTimer } from '../platform/clock.ts';
import { isPlainObject } from '../platform/plain-object.ts';
import type { ClientOptions, ClientSecret } from './client-options.ts';
import type { GrantEvent } from './events.ts';
import { invalidConfig } from './grant-error.ts';
import { isScope, isTextOrTexts } from './scope.ts';
import type { TokenCache } from './token-cache.ts';

/**
 * Checks the options of a client: those that all clients share, and the adapter's own, which valibot entries describe.
 * An unknown option is an error. No error shows a value, because the value may be a secret.
 *
 * @throws {GrantError} `invalid_config`, which names the option and what it must be.
 * @example
 * ```ts
 * import { type ClientOptions, parseOptions } from '@grantkit/core';
 * import * as v from 'valibot';
 *
 * function acmeRegion(options: ClientOptions & { region: string }): string {
 *   const { region } = parseOptions('acme', { region: v.picklist(['eu', 'us'], '`eu` or `us`') }, options);
 *   return region;
 * }
 * ```
 */
export function parseOptions<const Entries extends v.ObjectEntries>(
  provider: string,
  entries: Entries,
  options: unknown,
): ClientOptions & v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  return parseEntries(provider, clientEntries, entries, options);
}

/**
 * Checks options that are not a client's, in the same way as {@link parseOptions}. Each kind of client assertion, for
 * example, has its own options and options that all kinds share.
 *
 * @param subject the name in the error: the package that has the options
 * @throws {GrantError} `invalid_config`, which names the option and what it must be.
 */
export function parseEntries<const Shared extends v.ObjectEntries, const Own extends v.ObjectEntries>(
  subject: string,
  shared: Shared,
  own: Own,
  options: unknown,
): v.InferOutput<v.ObjectSchema<Shared, undefined>> & v.InferOutput<v.ObjectSchema<Own, undefined>> {
  // Check this first, because a misspelt option is usually missing too.
  checkOptionNames(subject, Object.keys({ ...own, ...shared }), options);
  return { ...parse(subject, v.object(shared), options), ...parse(subject, v.object(own), options) };
}

/**
 * Checks that options are an object without unknown members. The package checks their values itself.
 *
 * @param subject the name in the error: the package that has the options
 * @throws {GrantError} `invalid_config`, which names the unknown option and lists the known ones.
 */
export function checkOptionNames(subject: string, known: readonly string[], options: unknown): void {
  if (typeof options !== 'object' || options === null) throw invalidConfig(subject, 'The options must be an object');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const list = known.map((name) => `\`${name}\``).join(', ');
  throw invalidConfig(subject, `Unknown option \`${unknown.slice(0, 40)}\``, `The options are ${list}.`);
}

const clientEntries = {
  clientId: v.custom<string>(isText, 'a non-empty string'),
  clientSecret: v.optional(
    v.custom<ClientSecret>(
      (value) =>
        isText(value) || isFunction(value) || (Array.isArray(value) && value.length === 2 && value.every(isText)),
      'a non-empty string, a pair [current, next] of them, or a function that resolves to either',
    ),
  ),
  scope: v.optional(
    v.custom<string | readonly string[]>(
      (value) => isScope(value) && (typeof value === 'string' || value.every(isText)),
      'a string or an array of strings, in printable ASCII without quotes and backslashes',
    ),
  ),
  parameters: v.optional(
    v.pipe(
      // The content of a `Map` or `URLSearchParams` would be lost.
      v.custom<object>(isPlainObject, 'an object'),
      v.record(
        v.string(),
        v.pipe(
          v.custom<string | readonly string[]>(isTextOrTexts, 'a string or a list of strings'),
          v.transform(copyOf),
        ),
      ),
    ),
  ),
  cache: v.optional(v.custom<TokenCache>(hasMethods('get', 'set', 'delete'), 'a TokenCache: get, set and delete')),
  fetch: v.optional(v.custom<typeof globalThis.fetch>(isFunction, 'a function like the standard fetch')),
  timeout: v.optional(v.custom<number>(isTime, 'a number of ms, above 0 and at most 2 147 483 647')),
  maxRetryAfter: v.optional(v.custom<number>(isTime, 'a number of ms, above 0 and at most 2 147 483 647')),
  expiryMargin: v.optional(
    v.custom<number>((value) => value === 0 || isTime(value), 'a number of ms, from 0 to 2 147 483 647'),
  ),
  waitUntil: v.optional(v.custom<(work: Promise<unknown>) => void>(isFunction, 'a function')),
  onEvent: v.optional(v.custom<(event: GrantEvent) => unknown>(isFunction, 'a function')),
  clock: v.optional(v.custom<Clock>(hasMethods('now', 'monotonic', 'after'), 'a Clock: now, monotonic and after')),
};

function parse<Output>(subject: string, schema: v.GenericSchema<unknown, Output>, options: unknown): Output {
  // Valibot's own messages quote the value.
  const message = (issue: v.BaseIssue<unknown>) => issue.expected ?? 'something else';
  const { success, output, issues } = v.safeParse(schema, options, { abortEarly: true, message });
  if (success) return output;
  const [issue] = issues;
  const name = (issue.path ?? []).map(({ key }) => key).join('.');
  if (issue.received === 'undefined') throw invalidConfig(subject, `The option \`${name}\` is missing`);
  throw invalidConfig(subject, `The option \`${name}\` must be ${issue.message}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function copyOf(value: string | readonly string[]): string | readonly string[] {
  return typeof value === 'string' ? value : [...value];
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= longestTimer;
}

/** Returns a function that says whether a value has all of these methods. */
export function hasMethods(...names: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' && value !== null && names.every((name) => isFunction(Reflect.get(value, name)));
}
