import * as v from 'valibot';
import { GrantError, parseOptions } from '../../src/index.ts';
import { createAcme } from './good-adapter.ts';
import type { Mistake } from './mistake.ts';

const others = { tokenEndpoint: v.string(), apiBaseUrl: v.string() };

/** Mistakes in the errors of wrong options. */
export const optionMistakes: readonly Mistake[] = [
  {
    mistake: 'has the value in the error of an option',
    adapter: () => (options) => {
      if (!/^[\w-]+$/.test(String(options.apiKey))) {
        const summary = `The option \`apiKey\` must not be ${JSON.stringify(options.apiKey)}`;
        throw new GrantError({ code: 'invalid_config', provider: 'acme', summary });
      }
      return createAcme(options);
    },
    caughtBy: { 'names an option with an odd value, and does not repeat the value': /`apiKey` must not repeat/ },
  },
  {
    mistake: 'does not say what an option must be',
    adapter: () => (options) => {
      parseOptions('acme', { apiKey: v.pipe(v.string(), v.regex(/^[\w-]+$/)), ...others }, options);
      return createAcme(options);
    },
    caughtBy: { 'names an option with an odd value, and does not repeat the value': /say what the option `apiKey`/ },
  },
  {
    mistake: 'throws a TypeError for a wrong option',
    adapter: () => (options) => {
      try {
        return createAcme(options);
      } catch {
        throw new TypeError('Wrong options');
      }
    },
    caughtBy: {
      'refuses a wrong `clientId`': /must throw a GrantError, not TypeError/,
      'refuses an unknown option, and lists the known options': /not TypeError/,
    },
  },
  {
    mistake: 'ignores an unknown option',
    adapter: () => (options) => {
      const { clientId, clientSecret, scope, parameters, cache, fetch, timeout, maxRetryAfter, ...others } = options;
      const { expiryMargin, waitUntil, onEvent, clock, apiKey, tokenEndpoint, apiBaseUrl } = others;
      const shared = { clientId, clientSecret, scope, parameters, cache, fetch, timeout, maxRetryAfter };
      return createAcme({ ...shared, expiryMargin, waitUntil, onEvent, clock, apiKey, tokenEndpoint, apiBaseUrl });
    },
    caughtBy: {
      'refuses an unknown option, and lists the known options': /must throw a GrantError, not undefined/,
    },
  },
];
