/** The mean size of what `create` returns, in bytes. */
export async function bytesEach<T>(count: number, create: (index: number) => T | Promise<T>): Promise<[number, T[]]> {
  const kept: T[] = new Array(count);
  const before = await heapUsed();
  for (let index = 0; index < count; index += 1) kept[index] = await create(index);
  return [((await heapUsed()) - before) / count, kept];
}

export async function heapUsed(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Start node with the option --expose-gc');
  // A call leaves work for the next turn of the event loop. Otherwise that work would count as memory of the client.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}
