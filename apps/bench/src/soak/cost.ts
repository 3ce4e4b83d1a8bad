import type { GrantEvent } from '@grantkit/core';
import type { Checks } from './checks.ts';
import type { SoakClient } from './clients.ts';
import { type ClientId, lifetimes } from './credentials.ts';
import type { Plan } from './plan.ts';

/** Counts what token requests are for, and compares it with what the engine promises. */
export interface Cost {
  forced(soakClient: SoakClient): void;
  /** Notes a call that may leave before it has its token. */
  aborted(soakClient: SoakClient): void;
  onEvent(name: string, event: GrantEvent): void;
  /** Checks the whole run. `requests` is what the server counted for each client. */
  check(clients: readonly SoakClient[], requests: ReadonlyMap<string, number>, plan: Plan): void;
}

/** The counts of one token source. A run is a series of failed attempts without a success in between. */
interface Counts {
  granted: number;
  failed: number;
  forced: number;
  invalidated: number;
  aborted: number;
  run: { failed: number; forced: number; refused: number; readonly start: number };
}

/**
 * Three bounds, because a request is a success, a failure, or left by its callers.
 *
 * 1. Granted tokens of a source. A new one is due when the old one turns soft, after 72.5 % of its lifetime at the
 *    earliest. More come only from forced calls, invalidated tokens and jumps: a window of a wrong wall clock has two
 *    jumps, and each can end the token in memory and the one that is on its way.
 * 2. Failed attempts in a run: the budget's five and one a minute, forced calls, and one for an attempt that was under way
 *    already. A refused credential is tried again after 1, 2, 4 … 60 s, whatever the budget says, and the attempt after it
 *    may fail in another way.
 * 3. Requests that the server counted: one for each attempt, two where the server refuses the first secret of a pair. A
 *    call that is aborted can leave its request behind without an event.
 */
export function createCost(checks: Checks): Cost {
  const sources = new Map<string, Counts>();

  function countsOf(name: string): Counts {
    const known = sources.get(name);
    if (known !== undefined) return known;
    const counts = { granted: 0, failed: 0, forced: 0, invalidated: 0, aborted: 0, run: startRun() };
    sources.set(name, counts);
    return counts;
  }

  function failed(name: string, counts: Counts, code: string): void {
    const { run } = counts;
    counts.failed += 1;
    run.failed += 1;
    if (code === 'invalid_client') run.refused += 1;
    const seconds = (performance.now() - run.start) / 1_000;
    const refusals = run.refused === 0 ? 0 : 2 * (1 + Math.log2(1 + seconds));
    const most = 6 + seconds / 60 + run.forced + refusals;
    if (run.failed > most) {
      checks.fail('cost', `${name} failed ${run.failed} times in ${seconds.toFixed(1)} s, ${run.forced} forced`);
    }
  }

  return {
    forced({ name }) {
      const counts = countsOf(name);
      counts.forced += 1;
      counts.run.forced += 1;
    },
    aborted({ name }) {
      countsOf(name).aborted += 1;
    },
    onEvent(name, event) {
      const counts = countsOf(name);
      if (event.type === 'requested') {
        counts.granted += 1;
        counts.run = startRun();
      } else if (event.type === 'invalidated') counts.invalidated += 1;
      else if (event.type === 'failed') failed(name, counts, event.code);
    },
    check(clients, requests, { clocks }) {
      const jumps = 2 * Math.max(...clocks.map((windows) => windows.length));
      for (const { name, clientId } of clients) {
        const { granted, forced, invalidated } = countsOf(name);
        const renewals = performance.now() / (lifetimes[clientId] * 0.725) + 1;
        const most = Math.ceil(renewals + forced + invalidated + 2 * jumps);
        if (granted > most) checks.fail('cost', `${name} was granted ${granted} tokens, ${most} at most are due`);
      }
      for (const clientId of new Set(clients.map((client) => client.clientId))) {
        const most = mostRequests(clientId, clients);
        const count = requests.get(clientId) ?? 0;
        if (count > most)
          checks.fail('cost', `${clientId} sent ${count} token requests, ${most} at most are accounted for`);
      }
    },
  };

  function mostRequests(clientId: ClientId, clients: readonly SoakClient[]): number {
    const own = clients.filter((client) => client.clientId === clientId).map(({ name }) => countsOf(name));
    const attempts = own.reduce((sum, { granted, failed, aborted }) => sum + granted + failed + aborted, 0);
    return attempts * (clientId === 'pair' ? 2 : 1);
  }
}

function startRun(): Counts['run'] {
  return { failed: 0, forced: 0, refused: 0, start: performance.now() };
}
