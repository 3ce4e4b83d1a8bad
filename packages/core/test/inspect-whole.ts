import { inspect } from 'node:util';

/** Everything that any console, logger or debugger could show of a value, at any depth. */
export function inspectWhole(value: unknown): string {
  return inspect(value, {
    depth: null,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}
