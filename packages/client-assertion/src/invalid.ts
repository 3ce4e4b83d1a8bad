import { type GrantError, invalidConfig } from '@grantkit/core';

/** The error for a wrong option. During a token request, core replaces the name of this package with the provider's. */
export function invalid(summary: string, hint?: string): GrantError {
  return invalidConfig('client-assertion', summary, hint);
}
