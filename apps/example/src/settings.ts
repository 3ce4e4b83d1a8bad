import * as v from 'valibot';
import type { CacheSettings } from './cache.ts';
import type { ClientsOptions } from './clients.ts';
import { Problem } from './problem.ts';
import { createVariableReader, type Environment } from './variables.ts';

/** What the environment variables say. */
export interface Settings {
  /** The options of each provider's client; `undefined` if none of its variables is set. */
  readonly clients: ClientsOptions;
  readonly cache: CacheSettings;
}

/**
 * Reads the options of all providers and of the cache from environment variables.
 *
 * @throws {Problem} which names every variable that is missing or wrong, and shows no value.
 */
export function readSettings(environment: Environment): Settings {
  const { readProvider, read, problems } = createVariableReader(environment);
  const clients = {
    pulsoid: readProvider('PULSOID', {
      clientId: text,
      clientSecret: text,
      scope: v.optional(text),
      tokenEndpoint: v.optional(text),
      apiBaseUrl: v.optional(text),
    }),
    smokeball: readProvider('SMOKEBALL', {
      region: oneOf('us', 'au', 'uk'),
      environment: v.optional(oneOf('production', 'staging')),
      clientId: text,
      clientSecret: text,
      apiKey: text,
      accountId: v.optional(text),
      scope: v.optional(text),
      authBaseUrl: v.optional(text),
      apiBaseUrl: v.optional(text),
    }),
    pingam: readProvider('PINGAM', {
      baseUrl: text,
      realm: v.optional(text),
      clientId: text,
      clientSecret: text,
      clientAuth: v.optional(oneOf('client_secret_basic', 'client_secret_post')),
      basicEncoding: v.optional(oneOf('form', 'raw')),
      scope: v.optional(text),
      apiBaseUrl: v.optional(text),
    }),
    issuer: issuerOptions(
      readProvider('ISSUER', {
        url: v.optional(text),
        tokenEndpoint: v.optional(text),
        name: v.optional(text),
        clientId: text,
        clientSecret: text,
        clientAuth: v.optional(oneOf('client_secret_basic', 'client_secret_post')),
        scope: v.optional(text),
        parameters: v.optional(text),
        apiBaseUrl: v.optional(text),
      }),
    ),
  };
  const cache = {
    redisUrl: read('REDIS_URL', redisUrl),
    keys: read('TOKEN_CACHE_KEY', v.pipe(text, v.transform(splitList), v.array(sealingKey))),
  };
  if (problems.length > 0) throw new Problem(problems.join('\n'));
  return { clients, cache };
}

// Any text, because the adapters themselves check URLs, scopes and realms.
const text = v.string();

function oneOf<const Words extends readonly string[]>(...words: Words) {
  return v.picklist(words, `must be one of ${words.join(', ')}`);
}

/** `ISSUER_ISSUER` would read like a mistake, so the variable of the option `issuer` is `ISSUER_URL`. */
function issuerOptions<Read extends { url?: string | undefined; parameters?: string | undefined }>(
  read: Read | undefined,
) {
  if (read === undefined) return undefined;
  const { url: issuer, parameters = '', ...options } = read;
  return { issuer, parameters: Object.fromEntries(new URLSearchParams(parameters)), ...options };
}

function splitList(list: string): readonly string[] {
  return list.split(',').map((item) => item.trim());
}

const redisUrl = v.pipe(
  text,
  v.regex(/^rediss?:\/\/./, 'must begin with redis:// or rediss://'),
  v.check(isComplete, 'must be like redis://user:password@host:6379/0, with special characters percent-encoded'),
);

/** Otherwise the error of the Redis client would show the whole URL, with its password. */
function isComplete(url: string): boolean {
  try {
    const { username, password, pathname } = new URL(url);
    decodeURIComponent(username + password);
    return /^\/?\d*$/.test(pathname);
  } catch {
    return false;
  }
}

const keyRule = 'must be 32 bytes in base64, or several such keys with commas between them';

const sealingKey = v.pipe(
  text,
  v.base64(keyRule),
  v.transform((base64): Uint8Array => Buffer.from(base64, 'base64')),
  v.check((bytes) => bytes.length === 32, keyRule),
);
