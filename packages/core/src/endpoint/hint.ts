import type { GrantFailure, Provider } from '../contract/provider.ts';

/** The provider's own hint; `undefined` if there is no hint, or if its function throws. The failure matters more. */
export function hintOf({ hint }: Provider, failure: GrantFailure): string | undefined {
  try {
    const text: unknown = hint?.(failure);
    // An async function is a mistake, and its failure must not end the process.
    if (text instanceof Promise) text.catch(() => {});
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
