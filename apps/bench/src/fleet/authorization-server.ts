import { createTally, type Tally } from './busiest-second.ts';
import { between, type Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Grants a token for every request, after some time, and counts the requests. */
export interface AuthorizationServer {
  readonly fetch: typeof globalThis.fetch;
  /** The requests of the first two minutes. */
  readonly early: Tally;
  /** The requests after the first two minutes. */
  readonly late: Tally;
  /** How many requests got no token. */
  readonly failed: number;
}

const earlyEnds = 120_000;

export function createAuthorizationServer(
  { serverTakes, lifetime, outage }: Scenario,
  time: VirtualTime,
  random: Random,
): AuthorizationServer {
  const [early, late] = [createTally(), createTally()];
  // Keeps open requests in memory, because Node's signal of a request ends with the request. Otherwise the result would
  // depend on the garbage collector.
  const open = new Set<Request>();
  let granted = 0;
  let failed = 0;

  return {
    early,
    late,
    get failed() {
      return failed;
    },
    async fetch(input, init) {
      const request = input instanceof Request ? input : new Request(input, init);
      const start = time.monotonic();
      const tally = start < earlyEnds ? early : late;
      tally.count(start);
      const down = outage !== undefined && start >= outage.from && start < outage.until;
      const takes = between(random, ...serverTakes);
      open.add(request);
      try {
        await time.pause(down && !outage.answers ? Number.POSITIVE_INFINITY : takes, request.signal);
      } catch (error) {
        failed += 1;
        throw error;
      } finally {
        open.delete(request);
      }
      if (down) {
        failed += 1;
        return Response.json({ error: 'temporarily_unavailable' }, { status: 503 });
      }
      granted += 1;
      return Response.json({ access_token: `token-${granted}`, token_type: 'Bearer', expires_in: lifetime / 1_000 });
    },
  };
}
