import * as v from 'valibot';
import { createProviderClient, GrantError, parseOptions } from '../../src/index.ts';
import { createAcme, describeAcme } from './good-adapter.ts';
import { handing, type Mistake } from './mistake.ts';

/** The options that all clients share, and the tests that fail if an adapter drops an option. */
const dropped: Readonly<Record<string, Mistake['caughtBy']>> = {
  scope: { 'asks for the scopes in the order they are given, as a list or a string': /parameter `scope`/ },
  parameters: { 'sends the option `parameters`': /unchanged/ },
  cache: { 'shares a token between two clients with the same options': /from the cache/ },
  fetch: { 'sends every request with the option `fetch`': /without the option `fetch`/ },
  timeout: { 'gives up after `timeout` ms': /timer of `timeout` ms/ },
  maxRetryAfter: { 'waits no longer than `maxRetryAfter` ms for the server': /remembered/ },
  expiryMargin: { 'stops serving a token `expiryMargin` ms before its end': /within the margin/ },
  waitUntil: { 'hands a background renewal to `waitUntil`': /promise of the renewal/ },
  onEvent: { 'tells the option `onEvent` about a token': /event of the type/ },
  clock: { 'takes the time from the option `clock`': /time of the clock/ },
};

const others = { tokenEndpoint: v.string(), apiBaseUrl: v.string() };

/** Mistakes in how options are checked and handed on. */
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
    mistake: 'does not check its options',
    adapter: () => (options) => {
      const { apiKey, tokenEndpoint, apiBaseUrl, ...common } = options;
      const known = describeAcme({ apiKey: 'key', tokenEndpoint, apiBaseUrl, clientId: 'id', clientSecret: 'secret' });
      return createProviderClient({ ...known.provider, apiHeaders: () => ({ 'x-api-key': apiKey }) }, common);
    },
    caughtBy: {
      'refuses a wrong `timeout`': /`timeout` must not be 0/,
      'refuses a wrong `cache`': /`cache` must not be/,
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
  ...Object.entries(dropped).map(
    ([name, caughtBy]): Mistake => ({
      mistake: `drops the option \`${name}\``,
      adapter: handing(() => ({ [name]: undefined })),
      caughtBy,
    }),
  ),
];
