import { setTimeout as pause } from 'node:timers/promises';
import type { Checks } from './checks.ts';
import type { SoakClient } from './clients.ts';
import type { Errors } from './errors.ts';
import type { TokenCheck } from './token-check.ts';

export interface RecoveryContext {
  readonly checks: Checks;
  readonly errors: Errors;
  readonly tokenCheck: TokenCheck;
  /** The end of the faults, in monotonic ms. */
  readonly end: number;
}

/** The longest pause of the engine's backoff, of its budget and of its memory of refused credentials; and one poll more. */
export const longestRecovery = 61_000;
const interval = 1_000;

/** Asks each client once a second until it has a token and the API accepts it. */
export async function awaitRecovery(clients: readonly SoakClient[], context: RecoveryContext): Promise<void> {
  const { checks, end } = context;
  const waits = await Promise.all(
    clients.map(async (soakClient) => {
      while (!(await works(soakClient, context))) {
        if (performance.now() - end > longestRecovery) {
          checks.fail('recovery', `${soakClient.name} still fails: ${JSON.stringify(soakClient.client.explain())}`);
          break;
        }
        await pause(interval);
      }
      return performance.now() - end;
    }),
  );
  checks.note('recovery', `the last one after ${(Math.max(...waits) / 1_000).toFixed(1)} s`);
}

async function works(soakClient: SoakClient, { errors, tokenCheck }: RecoveryContext): Promise<boolean> {
  const { client } = soakClient;
  const start = performance.now();
  try {
    tokenCheck.returned(await client.token(), soakClient, start);
  } catch (error) {
    errors.ofToken(error);
    return false;
  }
  try {
    const reply = await client.fetch('/things');
    await reply.text();
    return reply.ok;
  } catch (error) {
    errors.ofApi(error, undefined);
    return false;
  }
}
