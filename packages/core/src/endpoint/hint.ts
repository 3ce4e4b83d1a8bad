import type { GrantFailure, Provider } from '../contract/provider.ts';
import { textFrom } from '../platform/sync-result.ts';

/** The provider's own hint; `undefined` if there is no hint, or if its function throws. The failure matters more. */
export function hintOf({ hint }: Provider, failure: GrantFailure): string | undefined {
  return textFrom(() => hint?.(failure));
}
