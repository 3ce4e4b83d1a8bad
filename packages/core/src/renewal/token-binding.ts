import type { Provider } from '../contract/provider.ts';
import { syncResult } from '../platform/sync-result.ts';

/** A token or a renewal, which can depend on the credential that the client showed. */
export interface Bound {
  /** The credential's name; `undefined` if it is not known, or if tokens are not bound to it. */
  readonly binding: string | undefined;
}

/** The name of the credential that the client shows now. A function that throws must not cost a token that is still valid. */
export function tokenBinding({ clientAuth }: Provider): string | undefined {
  // Not with `textFrom`: each `token()` of a client with a binding runs this, and a closure would cost it 0.5 ns.
  try {
    const binding = syncResult(clientAuth.tokenBinding?.());
    return typeof binding === 'string' ? binding : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the client now shows another credential. */
export function isReplaced({ binding }: Bound, provider: Provider): boolean {
  // Every `token()` runs this, and most clients have no binding. So they pay for one comparison only.
  if (binding === undefined) return false;
  const now = tokenBinding(provider);
  return now !== undefined && now !== binding;
}
