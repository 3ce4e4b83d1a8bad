import type { Checks } from './checks.ts';

export interface EndOptions {
  readonly checks: Checks;
  /** How long the whole run may take, in ms. */
  readonly longest: number;
  /** Prints the results. It is called once, as the last thing in the process. */
  print(): void;
}

/** How long the process may take to end once the run is over, in ms. */
const longestEnd = 5_000;

/**
 * Prints the results when nothing keeps the process alive any more, or after a while if that does not happen. Returns a
 * function to be called when the run is over. A run that does not get there waits for a call that never ends.
 */
export function watchEnd({ checks, longest, print }: EndOptions): () => void {
  let isOver = false;
  const fail = () => {
    if (!isOver) checks.fail('ended', 'the run waits for a call that does not end');
    else checks.fail('handles', `the process does not end: ${process.getActiveResourcesInfo().join(', ')}`);
    print();
    process.exit();
  };
  // A timer that is not counted does not keep the process alive itself.
  let timer = setTimeout(fail, longest).unref();
  process.once('beforeExit', () => {
    clearTimeout(timer);
    if (isOver) print();
    else fail();
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
    timer = setTimeout(fail, longestEnd).unref();
  };
}
