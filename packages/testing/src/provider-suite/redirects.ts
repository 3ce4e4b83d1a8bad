import assert from 'node:assert/strict';
import type { ProviderSuiteOptions } from './options.ts';
import { failureOf } from './outcomes.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

const statuses = [301, 302, 303, 307, 308] as const;

/** The credentials never follow a redirect of the token endpoint. */
export function redirectTests(_: ProviderSuiteOptions): ProviderTests {
  const refuses = (status: (typeof statuses)[number]) => async (bed: SuiteBed) => {
    const { server, startServer, connect, clock } = bed;
    const stranger = await startServer();
    for (const location of [stranger.tokenEndpoint, `${server.url}/elsewhere`]) {
      server.answerAlways({ fate: 'redirect', status, location });
      const { code } = await failureOf(connect().token(), clock);
      assert.equal(stranger.requests.length, 0, 'Nothing must follow the redirect to another origin.');
      const followed = server.requests.some(({ url }) => url === '/elsewhere');
      assert.ok(!followed, 'Nothing must follow the redirect to another path.');
      assert.equal(code, 'redirect_refused', 'The error must say that the redirect was refused.');
    }
  };
  return Object.fromEntries(statuses.map((status) => [`refuses a ${status} of the token endpoint`, refuses(status)]));
}
