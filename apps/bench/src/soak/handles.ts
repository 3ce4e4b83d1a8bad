import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Checks } from './checks.ts';

const interval = 50;
const longest = 5_000;

/** What keeps the process alive besides the timer of this function, such as `TCPSocketWrap` or `Timeout`. */
async function otherResources(): Promise<string[]> {
  await pause(interval);
  return process.getActiveResourcesInfo();
}

/** Checks that everything that was opened since `before` is closed, and that no call has left a listener on the signal. */
export async function checkHandles(before: readonly string[], signal: AbortSignal, checks: Checks): Promise<void> {
  const start = performance.now();
  let left = await leftOver(before);
  // The sockets of the global `fetch` learn in the next turns that the servers have closed them.
  while (left.length > 0 && performance.now() - start < longest) left = await leftOver(before);
  if (left.length > 0) checks.fail('handles', `still open: ${left.join(', ')}`);
  const listeners = getEventListeners(signal, 'abort').length;
  if (listeners > 0) checks.fail('handles', `${listeners} listeners are left on a signal of a caller`);
}

async function leftOver(before: readonly string[]): Promise<readonly string[]> {
  const known = [...before];
  return (await otherResources()).filter((resource) => {
    const place = known.indexOf(resource);
    if (place >= 0) known.splice(place, 1);
    return place < 0;
  });
}
