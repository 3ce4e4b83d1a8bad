import type { Provider } from '../contract/provider.ts';
import { syncResult } from '../platform/sync-result.ts';

/** Something that depends on the credential that the client showed, such as a token or a renewal. */
export interface Bound {
  /** The credential's name; `undefined` if it is not known, or if tokens are not bound to it. */
  readonly binding: string | undefined;
}

/** The credential that the client shows now. A function that fails must not cost a token that an API may still accept. */
export function tokenBinding({ clientAuth }: Provider): string | undefined {
  try {
    const binding = syncResult(clientAuth.tokenBinding?.());
    return typeof binding === 'string' ? binding : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the client shows another credential by now. */
export function isReplaced({ binding }: Bound, provider: Provider): boolean {
  // For most clients this first test is all, because every `token()` asks.
  if (binding === undefined) return false;
  const now = tokenBinding(provider);
  return now !== undefined && now !== binding;
}
