import { createAcme } from './good-adapter.ts';
import { handing, type Mistake } from './mistake.ts';

/** The options that all clients share, and the tests that notice when one is dropped. */
const dropped: Readonly<Record<string, Mistake['caughtBy']>> = {
  scope: { 'asks for the scopes in the order they are given, as a list or a string': /parameter `scope`/ },
  parameters: { 'sends the option `parameters`': /unchanged/ },
  cache: { 'shares a token between two clients with the same options': /from the cache/ },
  fetch: { 'sends every request with the option `fetch`': /without it/ },
  timeout: { 'gives up after `timeout` ms': /timer of `timeout` ms/ },
  maxRetryAfter: { 'waits no longer than `maxRetryAfter` ms for the server': /remembered/ },
  expiryMargin: { 'stops serving a token `expiryMargin` ms before its end': /within the margin/ },
  waitUntil: { 'hands a background renewal to `waitUntil`': /promise of the renewal/ },
  onEvent: {
    'tells the option `onEvent` once about each token request, and about each token from memory':
      /one event `requested`/,
  },
  clock: { 'takes the time from the option `clock`': /time of the clock/ },
};

/** For each option that all clients share, a value that is right. */
const right = {
  clientId: 'client',
  clientSecret: 'secret',
  ...Object.fromEntries(Object.keys(dropped).map((name) => [name, undefined])),
};

/** Mistakes in how the options that all clients share are checked and handed on. */
export const sharedOptionMistakes: readonly Mistake[] = [
  ...Object.entries(dropped).map(
    ([name, caughtBy]): Mistake => ({
      mistake: `drops the option \`${name}\``,
      adapter: handing(() => ({ [name]: undefined })),
      caughtBy,
    }),
  ),
  ...Object.entries(right).map(
    ([name, value]): Mistake => ({
      mistake: `takes a wrong \`${name}\``,
      adapter: () => (options) => {
        try {
          return createAcme(options);
        } catch {
          return createAcme({ ...options, [name]: value });
        }
      },
      caughtBy: { [`refuses a wrong \`${name}\``]: new RegExp(`option \`${name}\` must not be`) },
    }),
  ),
];
