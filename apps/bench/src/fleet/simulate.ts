import { clientSecretBasic, createProviderClient, type Provider } from '@grantkit/core';
import { type AuthorizationServer, createAuthorizationServer } from './authorization-server.ts';
import { type Callers, startCallers } from './callers.ts';
import { createFleetCache, type FleetCache } from './fleet-cache.ts';
import { seededRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import { createVirtualTime } from './virtual-time.ts';
import { withoutChance } from './without-chance.ts';

/** The result of a simulation. */
export interface Outcome {
  readonly server: AuthorizationServer;
  readonly commands: FleetCache['commands'];
  readonly callers: Callers;
}

/** Runs a fleet of real clients. Only the clock, the network, the cache and the random numbers are simulated. */
export async function simulate(scenario: Scenario, seed: number): Promise<Outcome> {
  const time = createVirtualTime();
  // Every part has its own random numbers. Otherwise the calls would differ with and without jitter.
  const server = createAuthorizationServer(scenario, time, seededRandom(seed + 1));
  const { cache, commands } = createFleetCache(scenario.sharing, time, seededRandom(seed + 2));
  const options = { clientId: 'fleet', clientSecret: 'secret', clock: time, fetch: server.fetch, cache };
  const callers = startCallers(scenario, time, seededRandom(seed + 3), () => createProviderClient(provider, options));

  const engineRandom = scenario.jitter ? seededRandom(seed + 4) : () => 0.5;
  await withoutChance(engineRandom, () => time.runUntil(scenario.duration + longestCall));
  if (callers.waiting > 0) throw new Error(`${callers.waiting} calls were never answered`);
  return { server, commands, callers };
}

/** In ms, more than the engine's deadline. */
const longestCall = 15_000;

const provider: Provider = {
  name: 'fleet',
  tokenEndpoint: 'https://auth.example.com/token',
  clientAuth: clientSecretBasic(),
};
