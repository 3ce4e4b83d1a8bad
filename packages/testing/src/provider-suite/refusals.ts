import assert from 'node:assert/strict';
import type { Reply } from '../contract/reply.ts';
import type { ProviderSuiteOptions, Refusal } from './options.ts';
import { failureOf } from './outcomes.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';
import { type SuiteClients, suiteClients } from './suite-clients.ts';

/** With this header, the engine fails at once instead of waiting for the next attempt. */
export const later = { 'retry-after': '3600' };

/** The reply, which asks for a long wait. With the wait of the reply itself, the engine would try again. */
export function withLater(reply: Reply): Reply {
  const others = Object.entries(reply.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'retry-after');
  return { ...reply, headers: { ...Object.fromEntries(others), ...later } };
}

/** The adapter turns each declared error reply into the declared error. */
export function refusalTests(options: ProviderSuiteOptions): ProviderTests {
  const { refusals = [], usesClientSecret = true } = options;
  const named = refusals.map((refusal, index): [string, Refusal] => {
    return [`refusal ${index + 1}, ${shortened(refusal)}`, refusal];
  });
  const wrongSecret = named.filter(([, { code }]) => code === 'invalid_client' && usesClientSecret);
  return Object.fromEntries([
    ...named.map(([name, refusal]) => [`${name}, is ${refusal.code}`, isError(refusal)]),
    ...wrongSecret.map(([name, refusal]) => [
      `tries the other secret of a pair after ${name}`,
      rotates(refusal, suiteClients(options)),
    ]),
  ]);
}

function isError({ answer, code, hint, error: word, description, retryable }: Refusal) {
  return async ({ server, connect }: SuiteBed) => {
    server.answerAlways(withLater(answer));
    const error = await failureOf(connect().token());
    assert.equal(error.code, code, `The code of the error must be ${code}: ${error.message}`);
    const canSucceedLater = retryable ?? ['rate_limited', 'server_error'].includes(code);
    assert.equal(error.retryable, canSucceedLater, `\`retryable\` of the error must be ${canSucceedLater}.`);
    if (typeof hint === 'string') assert.ok(error.hint?.includes(hint), `The hint must say "${hint}": ${error.hint}`);
    if (hint instanceof RegExp) assert.match(error.hint ?? '', hint);
    if (word !== undefined) assert.equal(error.error, word, "`error` must be the provider's own.");
    if (description !== undefined)
      assert.equal(error.description, description, "`description` must be the provider's own.");
    assert.equal(server.tokenRequests.length, 1, 'The same request must not be sent again.');
  };
}

function rotates({ answer }: Refusal, { suiteClient, otherSecret }: SuiteClients) {
  return async ({ server, connect }: SuiteBed) => {
    server.setClientSecret(suiteClient.clientId, otherSecret);
    server.answerNext(answer);
    await connect({ clientSecret: [suiteClient.clientSecret, otherSecret] }).token();
    assert.equal(server.tokenRequests.length, 2, 'The adapter must try the second secret after the first one.');
  };
}

/** The status and the start of the body, which tell one refusal from another in the report. */
export function shortened({ answer: { status = 200, body = '' } }: Refusal): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return `${status} ${text}`.slice(0, 60).trim();
}
