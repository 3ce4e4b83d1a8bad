/** Does something `count` times. */
export type Repeat = (count: number) => Promise<unknown>;

/**
 * Returns a loop over `call` that nothing else shares.
 *
 * Each call compiles a new loop. In one loop for all peers, V8 would see another function each time and could not inline it,
 * which costs as much as a token in memory does.
 */
export function repeat(call: () => PromiseLike<unknown>): Repeat {
  const source = 'return async (count) => { for (let index = 0; index < count; index += 1) await call(); };';
  return new Function('call', source)(call);
}

/** Returns a loop that makes `width` calls at a time. `count` is the number of calls. */
export function repeatTogether(call: () => Promise<unknown>, width: number): Repeat {
  return async (count) => {
    for (let left = count; left > 0; left -= width) {
      await Promise.all(Array.from({ length: Math.min(width, left) }, call));
    }
  };
}
