import { GrantError, type TokenOptions } from '../../src/index.ts';
import { describing, handing, type Mistake, wrapping } from './mistake.ts';

/** Mistakes in the handling of errors. */
export const failureMistakes: readonly Mistake[] = [
  {
    mistake: "loses the server's words",
    adapter: wrapping(({ token }) => ({
      token: (own?: TokenOptions) =>
        token(own).catch((error: GrantError) => {
          throw new GrantError({ ...error, error: undefined, description: undefined });
        }),
    })),
    caughtBy: {
      'refusal 1, 403 {"error":"bad_secret","error_description":"No"}, is invalid_client': /must be the provider's own/,
    },
  },
  {
    mistake: 'has the secret in a hint',
    adapter: describing((_, { clientSecret }) => ({ hint: () => `Is the secret really ${clientSecret}?` })),
    caughtBy: {
      'shows no credential that a server repeats in refusal 1, 403 {"error":"bad_secret","error_description":"No"}':
        /error must not contain a credential/,
    },
  },
  {
    mistake: 'does not know its own error code',
    adapter: describing(() => ({ errorCodes: {} })),
    caughtBy: {
      'refusal 1, 403 {"error":"bad_secret","error_description":"No"}, is invalid_client':
        /code of the error must be invalid_client/,
    },
  },
  {
    mistake: 'calls every failure final',
    adapter: wrapping(({ token }) => ({
      token: (own?: TokenOptions) =>
        token(own).catch((error: GrantError) => {
          throw new GrantError({ ...error, retryable: false });
        }),
    })),
    caughtBy: {
      'reports a server that is down as retryable': /deep-equal/,
      'reports a rate limit as retryable': /deep-equal/,
      'reports a broken connection as retryable': /equal/,
    },
  },
  {
    mistake: 'cannot read the reply of a server that is down',
    adapter: describing(() => ({
      readReply({ status, body }) {
        if (status >= 500 && typeof body === 'string') throw new TypeError('The reply is not JSON');
        return undefined;
      },
    })),
    caughtBy: { 'reports a server that is down as retryable': /deep-equal/ },
  },
  {
    mistake: 'tries again after every error',
    adapter: wrapping(({ token }) => ({
      token: (own?: TokenOptions) => token(own).catch(() => token({ ...own, forceRefresh: true })),
    })),
    caughtBy: { 'gives up after `timeout` ms': /must not try again/ },
  },
  {
    mistake: 'throws errors of its own',
    adapter: wrapping(({ token }) => ({
      token: (own?: TokenOptions) =>
        token(own).catch(() => {
          throw new Error('Acme has failed');
        }),
    })),
    caughtBy: {
      'refuses a 302 of the token endpoint': /not Error: Acme has failed/,
      'turns every odd reply of the token endpoint into a GrantError': /not Error: Acme/,
    },
  },
  {
    mistake: 'has the cause in its error',
    adapter: wrapping(({ token }, { clientSecret }) => ({
      token: (own?: TokenOptions) =>
        token(own).catch((error: Error) => {
          error.cause = { request: { headers: { authorization: String(clientSecret) } } };
          throw error;
        }),
    })),
    caughtBy: {
      'shows no credential that a server repeats in a standard refusal': /error must not contain a credential/,
    },
  },
  {
    mistake: 'has the secret in its events',
    adapter: handing(({ onEvent, clientSecret }) => ({
      onEvent: (event) => onEvent?.(Object.assign({ clientSecret }, event)),
    })),
    caughtBy: { 'shows no credential in its events, its cache keys and itself': /event must not contain/ },
  },
  {
    mistake: 'shows its options',
    adapter: wrapping((_, options) => ({ options })),
    caughtBy: { 'shows no credential in its events, its cache keys and itself': /client must not contain/ },
  },
];
