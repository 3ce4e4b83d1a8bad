/**
 * What a function of an adapter returned that must not be async. A promise is a mistake: the result is then `undefined`,
 * and the promise's failure does not end the process.
 */
export function syncResult(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('then' in value)) return value;
  Promise.resolve(value).catch(() => {});
  return undefined;
}

/** The text that a function of an adapter returns; `undefined` if it throws, or returns anything else. */
export function textFrom(call: () => unknown): string | undefined {
  try {
    const text = syncResult(call());
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
