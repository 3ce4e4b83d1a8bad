/** Lets a test wait until a number is reached, without polling. */
export interface CountWatch {
  /** Resolves as soon as the number is at least `wanted`. */
  atLeast(wanted: number): Promise<void>;
  /** Tells the watch that the number has grown. Without this call, `atLeast` would wait for ever. */
  changed(): void;
}

export function watchCount(count: () => number): CountWatch {
  let waiting: { readonly wanted: number; readonly resolve: () => void }[] = [];

  return {
    atLeast(wanted) {
      if (count() >= wanted) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ wanted, resolve }));
    },
    changed() {
      const reached = waiting.filter(({ wanted }) => count() >= wanted);
      waiting = waiting.filter((waiter) => !reached.includes(waiter));
      for (const { resolve } of reached) resolve();
    },
  };
}
