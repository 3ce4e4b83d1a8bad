import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import { later } from './refusals.ts';
import type { ProviderTests } from './suite-bed.ts';

/** Bodies of replies that servers and proxies send, although no document shows them. */
export const oddBodies: readonly string[] = [
  '',
  'null',
  '7',
  '"text"',
  '[]',
  '[null]',
  '{}',
  '{"access_token":7}',
  '{"error":null}',
  '{"error":{"code":7},"errors":[null],"data":null}',
  '{"cut":',
  '<!doctype html><title>Sign in</title>',
];

/** The caller gets a `GrantError` for every failure. */
export function failureTests(_: ProviderSuiteOptions): ProviderTests {
  return {
    async 'reports a server that is down as retryable'({ server, connect }) {
      server.answerAlways({ status: 503, headers: later });
      const { code, retryable } = await failureOf(connect().token());
      assert.deepEqual({ code, retryable }, { code: 'server_error', retryable: true });
    },

    async 'reports a rate limit as retryable'({ server, connect }) {
      server.answerAlways({ status: 429, headers: later });
      const { code, retryable } = await failureOf(connect().token());
      assert.deepEqual({ code, retryable }, { code: 'rate_limited', retryable: true });
    },

    async 'reports a broken connection as retryable'({ server, connect, clock }) {
      server.answerAlways({ fate: 'reset' });
      assert.equal((await failureOf(connect().token(), clock)).retryable, true);
    },

    async 'turns every odd reply of the token endpoint into a GrantError'({ server, connect, clock }) {
      for (const status of [200, 400, 401, 403, 500]) {
        for (const body of oddBodies) {
          server.answerAlways({ status, headers: later, body });
          await failureOf(connect().token(), clock);
        }
      }
    },
  };
}
