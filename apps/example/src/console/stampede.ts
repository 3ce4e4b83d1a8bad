import { formatDuration } from '../duration.ts';
import type { RunningLane } from './lane.ts';

const callers = 1_000;
const format = new Intl.NumberFormat('en-GB').format;

/** Lets a thousand callers ask for a token while no token is in memory, and counts the token requests of client and twin. */
export async function stampede(lane: RunningLane): Promise<void> {
  const { client, signal, simulated, tokenRequests } = lane;
  lane.tell('action', `lets ${format(callers)} callers ask for a token at the same time, while none is in memory`);
  const token = await client.token({ signal }).catch(() => undefined);
  await measure(lane, 'Grantkit', tokenRequests, async () => {
    // Start both at the same time. Otherwise another caller could get the next token before the thousand ask for it.
    const invalidated = token && client.invalidate(token);
    const failed = await failures(() => client.token({ signal }));
    await invalidated;
    return failed;
  });
  if (simulated === undefined) return;
  const { twin } = simulated;
  twin.restart();
  const twinRequests = () => twin.counts().tokenRequests;
  await measure(lane, 'the naive program', twinRequests, () => failures(twin.token));
}

/** How many of the callers got no token. */
async function failures(token: () => Promise<unknown>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: callers }, token));
  return results.filter(({ status }) => status === 'rejected').length;
}

async function measure(
  { tell }: RunningLane,
  who: string,
  countRequests: () => number,
  run: () => Promise<number>,
): Promise<void> {
  const before = countRequests();
  const start = performance.now();
  const failed = await run();
  const duration = formatDuration(performance.now() - start);
  const requests = countRequests() - before;
  const served = `${format(callers - failed)} of ${format(callers)} callers got a token`;
  tell('result', `${who}: ${served} with ${format(requests)} token request${requests === 1 ? '' : 's'} in ${duration}`);
}
