/** Lets tests wait for a number to be reached without polling: whoever changes the number says so. */
export interface CountWatch {
  atLeast(wanted: number): Promise<void>;
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
