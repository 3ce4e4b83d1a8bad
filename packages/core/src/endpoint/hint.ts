import type { GrantErrorDetails } from '../contract/grant-error.ts';
import type { GrantFailure, Provider } from '../contract/provider.ts';
import { textFrom } from '../platform/sync-result.ts';

/**
 * The provider's own hint, and the page that explains it. Both are absent if there is no hint. They are also absent
 * if its function throws: otherwise its error would hide the failure.
 */
export function hintOf({ hint, errorPage }: Provider, failure: GrantFailure): Pick<GrantErrorDetails, 'hint' | 'page'> {
  const text = textFrom(() => hint?.(failure));
  return text === undefined ? {} : { hint: text, page: errorPage };
}
