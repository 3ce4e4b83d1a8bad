import * as v from 'valibot';
import { type Clock, longestTimer } from '../platform/clock.ts';
import type { GrantEvent } from './events.ts';
import { invalidConfig } from './grant-error.ts';
import { isScope } from './scope.ts';
import type { TokenCache } from './token-cache.ts';

/** ms. */
export const defaultTimeout = 10_000;

/**
 * A client's secret: a string; or `[current, next]` while it is being rotated; or a function that fetches either, for
 * instance from a secret store. It is resolved anew for each attempt.
 */
export type ClientSecret = SecretValue | (() => SecretValue | Promise<SecretValue>);

/** A secret, or the two that are in use while it is being rotated. */
export type SecretValue = string | readonly [current: string, next: string];

/** The options that the clients of all providers have in common. An adapter's own options extend them. */
export interface ClientOptions {
  /** The client's id at the authorization server. */
  readonly clientId: string;
  /** The client's secret; two while it is being rotated; or a function that fetches them. */
  readonly clientSecret?: ClientSecret | undefined;
  /** The scope to ask for: a list, or a string with spaces. @default none, which servers read as their default */
  readonly scope?: string | readonly string[] | undefined;
  /** Where tokens are shared with other clients and processes. @default none: the client keeps its own token */
  readonly cache?: TokenCache | undefined;
  /** Sends every request: for proxies, client certificates, tests. @default the runtime's */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long getting a token may take, all tries and waits together: ms. @default 10 000 */
  readonly timeout?: number | undefined;
  /** The longest `Retry-After` of an authorization server that is honoured: ms. @default 300 000 */
  readonly maxRetryAfter?: number | undefined;
  /**
   * Whether a refusal of the client or its scope is remembered, for 1 s growing to 60 s, so that a wrong secret does
   * not ask the server anew on every call. @default true
   */
  readonly rememberRefusals?: boolean | undefined;
  /** Is told what the client does. What it throws is ignored. */
  readonly onEvent?: ((event: GrantEvent) => unknown) | undefined;
  /** Time itself, for tests. @default the runtime's clocks */
  readonly clock?: Clock | undefined;
}

const commonEntries = {
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
      (value) => (typeof value === 'string' || (Array.isArray(value) && value.every(isText))) && isScope(value),
      'a string or an array of strings, in printable ASCII without quotes and backslashes',
    ),
  ),
  cache: v.optional(v.custom<TokenCache>(hasMethods('get', 'set', 'delete'), 'a TokenCache: get, set and delete')),
  fetch: v.optional(v.custom<typeof globalThis.fetch>(isFunction, 'a function like the standard fetch')),
  timeout: v.optional(v.custom<number>(isTime, 'a number of ms, above 0 and at most 2 147 483 647')),
  maxRetryAfter: v.optional(v.custom<number>(isTime, 'a number of ms, above 0 and at most 2 147 483 647')),
  rememberRefusals: v.optional(v.boolean('true or false')),
  onEvent: v.optional(v.custom<(event: GrantEvent) => unknown>(isFunction, 'a function')),
  clock: v.optional(v.custom<Clock>(hasMethods('now', 'monotonic', 'after'), 'a Clock: now, monotonic and after')),
};

/**
 * Checks a client's options: those that all clients have, and the adapter's own, described by valibot entries. What is
 * wrong is said without the value, which may be a secret; an option that nobody knows is wrong too.
 *
 * @throws {GrantError} `invalid_config`, naming the option and what is expected of it.
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
  const common = parse(provider, v.object(commonEntries), options);
  const own = parse(provider, v.object(entries), options);
  for (const name of Object.keys(Object(options))) {
    if (!Object.hasOwn(commonEntries, name) && !Object.hasOwn(entries, name)) {
      throw invalidConfig(provider, `There is no option \`${name.slice(0, 40)}\``);
    }
  }
  return { ...common, ...own };
}

function parse<Output>(provider: string, schema: v.GenericSchema<unknown, Output>, options: unknown): Output {
  // Valibot's own messages quote what they received.
  const message = (issue: v.BaseIssue<unknown>) => issue.expected ?? 'something else';
  const { success, output, issues } = v.safeParse(schema, options, { abortEarly: true, message });
  if (success) return output;
  const [issue] = issues;
  const name = v.getDotPath(issue);
  if (name === null) throw invalidConfig(provider, 'The options must be an object');
  if (issue.type === 'object' && issue.received === 'undefined')
    throw invalidConfig(provider, `The option \`${name}\` is missing`);
  throw invalidConfig(provider, `The option \`${name}\` must be ${issue.message}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= longestTimer;
}

function hasMethods(...names: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' && value !== null && names.every((name) => isFunction(Reflect.get(value, name)));
}
