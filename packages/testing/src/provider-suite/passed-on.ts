import assert from 'node:assert/strict';
import { parametersOf } from './expected-request.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import { later } from './refusals.ts';
import { type ProviderTests, suiteClient, usualScopes } from './suite-bed.ts';

/** The text of a foreign error. It must not be in a `GrantError`, because it could contain a secret. */
const foreign = 'foreign-error-1f9c';

/** The adapter hands the options that all clients share, and the arguments of its methods, to the engine. */
export function passedOnTests(options: ProviderSuiteOptions): ProviderTests {
  const { scopeSeparator = ' ', scopes = usualScopes, usesClientSecret = true } = options;

  const scopeTests: ProviderTests = {
    async 'asks for the scope that `scoped` names'({ server, connect }) {
      await connect({ scope: scopes[0] }).scoped(scopes[1]).token();
      const sent = server.tokenRequests.flatMap((request) => parametersOf(request, options));
      assert.ok(
        sent.some(([name, value]) => name === 'scope' && value === scopes[1]),
        'The request must have the scope.',
      );
    },
  };

  const secretTests: ProviderTests = {
    async 'calls a function that fetches the secret'({ connect }) {
      await connect({ clientSecret: async () => suiteClient.clientSecret }).token();
    },
    async 'reports a function that fails to fetch the secret'({ server, connect, clock }) {
      const clientSecret = async () => Promise.reject(new Error(foreign));
      const { code, message } = await failureOf(connect({ clientSecret }).token(), clock);
      assert.equal(code, 'credential_unavailable', message);
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
      if (options.apiToken !== false) await client.fetch('suite/resource');
      assert.equal(sent, server.requests.length, 'No request may be sent without the option `fetch`.');
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

    async 'tells the option `onEvent` about a token'({ connect }) {
      const events: unknown[] = [];
      await connect({ onEvent: (event) => events.push(event) }).token();
      const types = events.map((event) => Reflect.get(Object(event), 'type'));
      assert.ok(types.includes('requested'), 'There must be an event of the type `requested`.');
    },

    async 'gives a token even if `onEvent` and the cache throw'({ connect }) {
      const broken = async () => Promise.reject(new Error(foreign));
      const onEvent = () => {
        throw new Error(foreign);
      };
      await connect({ onEvent, cache: { get: broken, set: broken, delete: broken } }).token();
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
      const client = connect({ waitUntil: (work) => works.push(work) });
      const { issuedAt, expiresAt } = await client.token();
      // Right before the margin in which callers would wait for the renewal.
      const lifetime = expiresAt - issuedAt;
      clock.advance(lifetime - Math.min(lifetime / 10, 10_000) - 1);
      await client.token();
      assert.equal(works.length, 1, '`waitUntil` must get the promise of the renewal.');
      await works[0];
      assert.equal(server.tokenRequests.length, 2);
    },

    async 'frees a caller whose `signal` is aborted'({ server, connect, clock }) {
      server.answerAlways({ fate: 'hang' });
      const abort = new AbortController();
      const failure = failureOf(connect().token({ signal: abort.signal }));
      await Promise.race([server.waitForRequest(1), failure]);
      abort.abort();
      // The adapter must not wait for the reply, which never comes.
      const atTimeout = clock.timers(1).then(() => clock.advance(10_000));
      assert.equal(
        (await Promise.race([failure, atTimeout.then(() => failure)])).code,
        'aborted',
        'The call must end when its signal is aborted.',
      );
    },

    async 'gets another token with `forceRefresh`'({ connect }) {
      const client = connect();
      const { accessToken } = await client.token();
      const another = await client.token({ forceRefresh: true });
      assert.notEqual(another.accessToken, accessToken, '`forceRefresh` must bring another token.');
    },

    ...(scopeSeparator !== false && scopeTests),
    ...(usesClientSecret && secretTests),
  };
}
