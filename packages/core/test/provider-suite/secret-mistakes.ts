import { createAcme } from './good-adapter.ts';
import { describing, handing, type Mistake, throwing, wrapping } from './mistake.ts';

const repeated = 'shows no credential that a server repeats in a standard refusal';
const itself = 'shows no credential in its events, its cache keys and itself';
const explained = "shows neither the client id nor the server's words in `explain()`";
const inError = { [repeated]: /error must not contain a credential/ };

/** Mistakes that show a credential. */
export const secretMistakes: readonly Mistake[] = [
  {
    mistake: 'has the secret in a hint',
    adapter: describing((_, { clientSecret }) => ({ hint: () => `Is the secret really ${clientSecret}?` })),
    caughtBy: {
      'shows no credential that a server repeats in refusal 1, 403 {"error":"bad_secret","error_description":"No"}':
        /error must not contain a credential/,
      'shows no credential that a server repeats in refusal 2, 429': /error must not contain a credential/,
      'shows no credential that a server repeats in refusal 3, 503': /error must not contain a credential/,
    },
  },
  {
    mistake: "repeats the server's words in a hint",
    adapter: describing(() => ({ hint: ({ description }) => `It said: ${description}` })),
    caughtBy: { [explained]: /must not contain the client id or the server's words/ },
  },
  {
    mistake: 'has the client id in a hint',
    adapter: describing((_, { clientId }) => ({ hint: () => `Is there a client ${clientId}?` })),
    caughtBy: { [explained]: /must not contain the client id or the server's words/ },
  },
  {
    mistake: 'has the request in the cause of its error',
    adapter: throwing((error, { clientSecret }) => {
      error.cause = { request: { headers: { authorization: String(clientSecret) } } };
      return error;
    }),
    caughtBy: inError,
  },
  {
    mistake: 'has the body of the request in its error, as bytes',
    adapter: throwing((error, { clientSecret }) => Object.assign(error, { body: Buffer.from(String(clientSecret)) })),
    caughtBy: inError,
  },
  {
    mistake: 'has the body of the request in its error, percent-encoded in lower case',
    adapter: throwing((error, { clientSecret }) =>
      Object.assign(error, {
        body: encodeURIComponent(String(clientSecret)).replaceAll(/%../g, (code) => code.toLowerCase()),
      }),
    ),
    caughtBy: inError,
  },
  {
    mistake: 'has a long request in its error, which is not enumerable',
    adapter: throwing((error, { clientSecret }) =>
      Object.defineProperty(error, 'request', { value: `${'x'.repeat(10_000)}${clientSecret}` }),
    ),
    caughtBy: inError,
  },
  {
    mistake: 'has all options in the cause of the error about one of them',
    adapter: () => (options) => {
      try {
        return createAcme(options);
      } catch (error) {
        throw Object.defineProperty(Object(error), 'cause', { value: options });
      }
    },
    caughtBy: {
      'refuses a wrong `parameters`': /must not repeat the value/,
      'refuses a wrong `timeout`': /error about `timeout` must not contain a credential/,
    },
  },
  {
    mistake: 'has the secret in its events',
    adapter: handing(({ onEvent, clientSecret }) => ({
      onEvent: (event) => onEvent?.(Object.assign({ clientSecret }, event)),
    })),
    caughtBy: { [itself]: /event must not contain/ },
  },
  {
    mistake: 'shows its options',
    adapter: wrapping((_, options) => ({ options })),
    caughtBy: { [itself]: /client must not contain/ },
  },
  {
    mistake: 'explains its options',
    adapter: wrapping((_, options) => ({ explain: () => options })),
    caughtBy: { [itself]: /`explain\(\)` must not contain/ },
  },
  {
    mistake: 'has the secret in the user agent',
    adapter: describing((_, { clientSecret }) => ({ headers: { 'user-agent': `acme/${clientSecret}` } })),
    caughtBy: { 'puts no credential into a header that it does not declare': /`user-agent` must not contain/ },
  },
];
