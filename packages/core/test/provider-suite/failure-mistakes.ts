import { type AccessToken, GrantError, type TokenOptions } from '../../src/index.ts';
import { describing, type Mistake, sending, throwing, wrapping } from './mistake.ts';

/** Mistakes in the handling of errors. */
export const failureMistakes: readonly Mistake[] = [
  {
    mistake: "loses the server's words",
    adapter: throwing((error) => new GrantError({ ...error, error: undefined, description: undefined })),
    caughtBy: {
      'refusal 1, 403 {"error":"bad_secret","error_description":"No"}, is invalid_client': /must be the provider's own/,
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
    adapter: throwing((error) => new GrantError({ ...error, retryable: false })),
    caughtBy: {
      'refusal 2, 429, is rate_limited': /`retryable` of the error must be true/,
      'refusal 3, 503, is server_error': /`retryable` of the error must be true/,
      'reports a server that is down as retryable': /must be retryable/,
      'reports a rate limit as retryable': /must be retryable/,
      'reports a broken connection as retryable': /must be retryable/,
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
    caughtBy: { 'reports a server that is down as retryable': /must be server_error/ },
  },
  {
    mistake: 'loses the status of the reply',
    adapter: throwing((error) => new GrantError({ ...error, status: undefined })),
    caughtBy: { 'reports a server that is down as retryable': /`status` of the error/ },
  },
  {
    mistake: 'does not say how long to wait',
    adapter: throwing((error) => new GrantError({ ...error, retryAfter: undefined })),
    caughtBy: { 'reports a rate limit as retryable': /`retryAfter` of the error/ },
  },
  {
    mistake: 'sends a request again to a server that is down',
    adapter: sending(async (url, init) => {
      const reply = await fetch(url, init);
      return reply.status >= 500 ? fetch(url, init) : reply;
    }),
    caughtBy: {
      'reports a server that is down as retryable': /must not be sent again/,
      'refusal 3, 503, is server_error': /must not be sent again/,
    },
  },
  {
    mistake: 'returns an old token after an error',
    adapter: wrapping(({ token }) => {
      let last: AccessToken | undefined;
      return {
        async token(own?: TokenOptions) {
          last = await token(own).catch((error: GrantError) => {
            if (last === undefined) throw error;
            return last;
          });
          return last;
        },
      };
    }),
    caughtBy: { 'serves no token after its end, even if the server is down': /must fail, but it succeeded/ },
  },
  {
    mistake: 'tries again after every error',
    adapter: wrapping(({ token }) => ({
      token: (own?: TokenOptions) => token(own).catch(() => token({ ...own, forceRefresh: true })),
    })),
    caughtBy: {
      'gives up after `timeout` ms': /must not try again/,
      'reports a server that is down as retryable': /must not ask the engine again/,
    },
  },
  {
    mistake: 'throws errors of its own',
    adapter: throwing(() => new Error('Acme has failed')),
    caughtBy: {
      'refuses a 302 of the token endpoint': /not Error: Acme has failed/,
      'turns every odd reply of the token endpoint into a GrantError': /not Error: Acme/,
    },
  },
  {
    mistake: 'throws errors that only look like a GrantError',
    adapter: throwing(() =>
      Object.assign(new Error('Acme has failed'), { [Symbol.for('@grantkit/core/GrantError')]: 1 }),
    ),
    caughtBy: {
      'turns every odd reply of the token endpoint into a GrantError': /`code` of the GrantError must be a string/,
    },
  },
];
