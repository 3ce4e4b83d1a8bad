import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Lets the event loop turn until the condition holds. No clock moves meanwhile. */
export async function until(condition: () => boolean): Promise<void> {
  do await nextTurn();
  while (!condition());
}

/** One turn of the event loop. Work that waits for nothing from outside, and for no timer, has ended by then. */
export async function oneTurn(): Promise<void> {
  await nextTurn();
}

/** Collects the unhandled rejections of the test. The returned function waits until late ones have been reported. */
export function watchUnhandledRejections(): () => Promise<readonly unknown[]> {
  const reasons: unknown[] = [];
  const note = (reason: unknown) => void reasons.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return async () => {
    for (let turn = 0; turn < 5; turn += 1) await oneTurn();
    return reasons;
  };
}
