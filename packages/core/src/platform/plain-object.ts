/** Whether a value is an object literal: not a class instance, a promise, a `Map` or `URLSearchParams`. */
export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
