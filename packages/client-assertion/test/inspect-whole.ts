import { inspect } from 'node:util';

/** Everything that any console, logger or debugger could show of a value, at any depth. */
export function inspectWhole(value: unknown): string {
  const everything = { depth: null, maxArrayLength: null, maxStringLength: null };
  return inspect(value, { ...everything, showHidden: true, getters: true });
}
