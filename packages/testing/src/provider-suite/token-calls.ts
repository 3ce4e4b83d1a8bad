import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import type { ProviderTests } from './suite-bed.ts';

/** The adapter hands the arguments of its methods to the engine, and reports what the engine does. */
export function tokenCallTests(_: ProviderSuiteOptions): ProviderTests {
  return {
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

    async 'gets another token after `invalidate`'({ server, connect }) {
      const client = connect();
      const { accessToken } = await client.token();
      await client.invalidate(accessToken);
      const another = await client.token();
      assert.notEqual(another.accessToken, accessToken, 'A token must not be used after `invalidate`.');
      assert.equal(server.tokenRequests.length, 2, '`invalidate` must lead to one token request.');
    },

    async 'tells the option `onEvent` once about each token request, and about each token from memory'({
      server,
      connect,
    }) {
      const events: unknown[] = [];
      const client = connect({ onEvent: (event) => events.push(event) });
      await client.token();
      await client.token();
      const count = (type: string) => events.filter((event) => Reflect.get(Object(event), 'type') === type).length;
      const requested = server.tokenRequests.length;
      assert.equal(count('requested'), requested, 'There must be one event `requested` for each token request.');
      assert.equal(count('served'), 1, 'There must be one event `served` for a token from memory.');
    },
  };
}
