import type { PingAmOptions } from '@grantkit/pingam';
import type { PulsoidOptions } from '@grantkit/pulsoid';
import type { SmokeballOptions } from '@grantkit/smokeball';
import * as v from 'valibot';
import { Problem } from './problem.ts';
import { createVariableReader, type Environment } from './variables.ts';

/** The options of each provider's client; `undefined` if none of its variables is set. */
export interface Settings {
  readonly pulsoid: PulsoidOptions | undefined;
  readonly smokeball: SmokeballOptions | undefined;
  readonly pingam: PingAmOptions | undefined;
}

/**
 * Reads the options of all providers from environment variables.
 *
 * @throws {Problem} which names every variable that is missing or wrong, and shows no value.
 */
export function readSettings(environment: Environment): Settings {
  const { read, problems } = createVariableReader(environment);
  const settings = {
    pulsoid: read('PULSOID', {
      clientId: text,
      clientSecret: text,
      scope: v.optional(text),
      tokenEndpoint: v.optional(text),
      apiBaseUrl: v.optional(text),
    }),
    smokeball: read('SMOKEBALL', {
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
    pingam: read('PINGAM', {
      baseUrl: text,
      realm: v.optional(text),
      clientId: text,
      clientSecret: text,
      clientAuth: v.optional(oneOf('client_secret_basic', 'client_secret_post')),
      basicEncoding: v.optional(oneOf('form', 'raw')),
      scope: v.optional(text),
      apiBaseUrl: v.optional(text),
    }),
  };
  if (problems.length > 0) throw new Problem(problems.join('\n'));
  return settings;
}

// Any text, because the adapters themselves check URLs, scopes and realms.
const text = v.string();

function oneOf<const Words extends readonly string[]>(...words: Words) {
  return v.picklist(words, `must be one of ${words.join(', ')}`);
}
