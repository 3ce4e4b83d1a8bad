/** A number in [0, 1). */
export type Random = () => number;

/**
 * Makes a generator (Mulberry32) that gives the same numbers for the same seed, on every machine.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random number between two bounds, evenly distributed. */
export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random();
}
