import { type GrantError, invalidConfig } from '@grantkit/core';

/** The error for an option that cannot work. In use, core puts the provider's name in place of this package's. */
export function invalid(summary: string, hint?: string): GrantError {
  return invalidConfig('client-assertion', summary, hint);
}
