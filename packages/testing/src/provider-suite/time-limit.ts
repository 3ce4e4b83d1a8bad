import assert from 'node:assert/strict';

/** In ms of real time. Not every test runner has a limit of its own: `node:test` would wait for ever. */
const limit = 10_000;

/** Runs a test, and fails if it does not end. */
export async function endsInTime(title: string, run: () => Promise<void>): Promise<void> {
  let stop = () => {};
  const limited = new Promise<never>((_, reject) => {
    const message = `The adapter must end each call. The test "${title}" has not ended within ${limit / 1000} s.`;
    const timer = setTimeout(() => reject(new assert.AssertionError({ message })), limit);
    stop = () => clearTimeout(timer);
  });
  try {
    await Promise.race([run(), limited]);
  } finally {
    stop();
  }
}
