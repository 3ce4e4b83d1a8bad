/**
 * What a function of an adapter returned that must not be async. A promise is a mistake: the result is then `undefined`,
 * and the promise's failure does not end the process.
 */
export function syncResult(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('then' in value)) return value;
  Promise.resolve(value).catch(() => {});
  return undefined;
}
