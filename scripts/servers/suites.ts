import { javaProblem } from './java.ts';
import { keycloak, startKeycloak } from './keycloak.ts';
import { openAm, startOpenAm } from './openam.ts';
import { provideRedis, redisWheels, wheelProblem } from './redis.ts';
import type { ServerTests } from './run-tests.ts';
import type { RunningServer } from './server.ts';

/** A real server, and the tests that run on it. */
export interface Suite extends ServerTests {
  /** The name on the command line. Suites of the same kind share it. */
  readonly name: string;
  /** Says why the server cannot run on this machine; `undefined` if it can. */
  problem(): string | undefined;
  start(): Promise<RunningServer>;
}

const { GRANTKIT_KEYCLOAK_URL, GRANTKIT_OPENAM_URL } = process.env;

export const suites: readonly Suite[] = [
  {
    name: 'keycloak',
    package: 'issuer',
    tests: 'test/keycloak',
    rows: 'test',
    ...(GRANTKIT_KEYCLOAK_URL
      ? alreadyRunning('Keycloak', GRANTKIT_KEYCLOAK_URL)
      : { server: `Keycloak ${keycloak.version}`, problem: javaProblem, start: startKeycloak }),
  },
  {
    name: 'openam',
    package: 'pingam',
    // A filter for more than one file.
    tests: 'test/openam',
    rows: 'test',
    ...(GRANTKIT_OPENAM_URL
      ? alreadyRunning('OpenAM', GRANTKIT_OPENAM_URL)
      : { server: `OpenAM ${openAm.version}`, problem: javaProblem, start: startOpenAm }),
  },
  ...redisWheels.map((wheel) => ({
    name: 'redis',
    server: wheel.server,
    package: 'redis',
    tests: 'test',
    rows: 'file' as const,
    problem: wheelProblem,
    start: () => provideRedis(wheel),
  })),
];

/** A server that runs already. The tests find it through the environment variables that the user has set. */
function alreadyRunning(name: string, url: string): Pick<Suite, 'server' | 'problem' | 'start'> {
  return {
    server: `${name} at ${url}`,
    problem: () => undefined,
    start: async () => ({ environment: {}, stop: async () => {} }),
  };
}
