import type { RegisteredClient } from '../dialect.ts';
import type { RecordedRequest } from '../recorded-request.ts';

export interface Scope {
  /** What to grant: the scopes asked for, or all that the client may have (RFC 6749 §3.3). */
  readonly scope: readonly string[];
  /** Those of them that the client may not have. */
  readonly unknown: readonly string[];
}

export function readScope(request: RecordedRequest, client: RegisteredClient, separator: string | RegExp = ' '): Scope {
  // RFC 6749 §3.2: a parameter without a value counts as omitted.
  const requested = request.parameters.get('scope') || undefined;
  const scope = requested === undefined ? (client.scope ?? []) : [...new Set(requested.split(separator))];
  return { scope, unknown: scope.filter((one) => one === '' || client.scope?.includes(one) === false) };
}
