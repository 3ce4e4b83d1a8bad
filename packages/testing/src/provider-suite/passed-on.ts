import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import { later } from './refusals.ts';
import { type ProviderTests, resource } from './suite-bed.ts';
import { suiteClients } from './suite-clients.ts';

/** The text of a foreign error. It must not be in a `GrantError`, because it could contain a secret. */
const foreign = 'foreign-error-1f9c';

/** The adapter hands the options that all clients share to the engine. */
export function passedOnTests(options: ProviderSuiteOptions): ProviderTests {
  const { usesClientSecret = true } = options;
  const { clientSecret } = suiteClients(options).suiteClient;

  const secretTests: ProviderTests = {
    async 'calls a function that fetches the secret'({ connect }) {
      await connect({ clientSecret: async () => clientSecret }).token();
    },
    async 'reports a function that fails to fetch the secret'({ server, connect, clock }) {
      const failing = async () => Promise.reject(new Error(foreign));
      const { code, message } = await failureOf(connect({ clientSecret: failing }).token(), clock);
      assert.equal(code, 'credential_unavailable', `The code must be credential_unavailable: ${message}`);
      assert.ok(!message.includes(foreign), 'The error must not repeat a foreign error.');
      assert.equal(server.tokenRequests.length, 0, 'No token request must be sent.');
    },
  };

  return {
    async 'sends every request with the option `fetch`'({ server, connect }) {
      let sent = 0;
      const counting: typeof globalThis.fetch = (input, init) => {
        sent += 1;
        return fetch(input, init);
      };
      const client = connect({ fetch: counting });
      await client.token();
      if (options.apiToken !== false) await client.fetch(resource);
      assert.equal(sent, server.requests.length, 'No request may be sent without it.');
    },

    async 'reports a `fetch` that throws'({ connect, clock }) {
      const broken: typeof globalThis.fetch = async () => Promise.reject(new Error(foreign));
      const { message } = await failureOf(connect({ fetch: broken }).token(), clock);
      assert.ok(!message.includes(foreign), 'The error must not repeat a foreign error.');
    },

    async 'takes the time from the option `clock`'({ connect, clock }) {
      clock.advance(86_400_000);
      assert.equal(
        (await connect().token()).issuedAt,
        clock.now(),
        'The token must be issued at the time of the clock.',
      );
    },

    async 'gives a token even if `onEvent` and the cache throw'({ connect }) {
      const broken = async () => Promise.reject(new Error(foreign));
      const onEvent = () => {
        throw new Error(foreign);
      };
      const client = connect({ onEvent, cache: { get: broken, set: broken, delete: broken } });
      await assert.doesNotReject(client.token(), 'The adapter must give the token all the same.');
    },

    async 'gives up after `timeout` ms'({ server, connect, clock }) {
      server.answerAlways({ fate: 'hang' });
      const failure = failureOf(connect({ timeout: 5_000 }).token());
      await Promise.race([server.waitForRequest(1), failure]);
      assert.equal(clock.pendingTimers[0], 5_000, 'The call must have a timer of `timeout` ms on the option `clock`.');
      clock.advance(5_000);
      const another = server
        .waitForRequest(2)
        .then(() => assert.fail('The adapter must not try again after `timeout`.'));
      assert.equal((await Promise.race([failure, another])).code, 'timeout', 'The call must end at its deadline.');
    },

    async 'stops serving a token `expiryMargin` ms before its end'({ connect, clock }) {
      const { issuedAt, expiresAt } = await connect().token();
      const lifetime = expiresAt - issuedAt;
      const client = connect({ expiryMargin: lifetime / 3 });
      const { accessToken } = await client.token();
      clock.advance(lifetime * 0.7);
      assert.notEqual((await client.token()).accessToken, accessToken, 'The token must be renewed within the margin.');
    },

    async 'waits no longer than `maxRetryAfter` ms for the server'({ server, connect, clock }) {
      server.answerNext({ status: 429, headers: later });
      const client = connect({ maxRetryAfter: 60_000 });
      await failureOf(client.token());
      clock.advance(60_000);
      await client.token();
    },

    async 'hands a background renewal to `waitUntil`'({ server, connect, clock }) {
      const works: Promise<unknown>[] = [];
      const expiryMargin = 1_000;
      const client = connect({ expiryMargin, waitUntil: (work) => works.push(work) });
      const { issuedAt, expiresAt } = await client.token();
      // Right before the margin in which callers would wait for the renewal.
      clock.advance(expiresAt - issuedAt - expiryMargin - 1);
      await client.token();
      assert.equal(works.length, 1, '`waitUntil` must get the promise of the renewal.');
      await works[0];
      assert.equal(server.tokenRequests.length, 2, 'The renewal must send one token request.');
    },

    ...(usesClientSecret && secretTests),
  };
}
