import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import { later } from './refusals.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

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
    async 'reports a server that is down as retryable'(bed) {
      await expectRetryable(bed, 503, 'server_error');
    },

    async 'reports a rate limit as retryable'(bed) {
      await expectRetryable(bed, 429, 'rate_limited');
    },

    async 'reports a broken connection as retryable'({ server, connect, clock }) {
      server.answerAlways({ fate: 'reset' });
      const { retryable } = await failureOf(connect().token(), clock);
      assert.ok(retryable, 'The error must be retryable.');
    },

    async 'serves no token after its end, even if the server is down'({ server, connect, clock }) {
      const client = connect();
      const { expiresAt } = await client.token();
      clock.advance(expiresAt - clock.now());
      server.answerAlways({ status: 503, headers: later });
      await failureOf(client.token());
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

/** The engine retries a failed request, and knows when. An adapter that retries it too would multiply the requests. */
async function expectRetryable({ server, connect }: SuiteBed, status: number, expected: string): Promise<void> {
  server.answerAlways({ status, headers: later });
  const events: unknown[] = [];
  const error = await failureOf(connect({ onEvent: (event) => events.push(event) }).token());
  assert.equal(error.code, expected, `The code of the error must be ${expected}: ${error.message}`);
  assert.ok(error.retryable, 'The error must be retryable.');
  assert.equal(error.status, status, '`status` of the error must be the status of the reply.');
  assert.ok(Number(error.retryAfter) > 0, '`retryAfter` of the error must say how long to wait.');
  assert.equal(server.tokenRequests.length, 1, 'The same request must not be sent again.');
  const heldBack = events.filter((event) => Reflect.get(Object(event), 'type') === 'held_back');
  assert.equal(heldBack.length, 0, 'The adapter must not ask the engine again after an error.');
}
