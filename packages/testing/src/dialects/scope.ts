import type { RegisteredClient } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';

/** The scope of a token request. */
export interface Scope {
  /** The scopes that the request names, or all that the client may have if it names no scope (RFC 6749 §3.3). */
  readonly scope: readonly string[];
  /** The scopes of the request that the client may not have. */
  readonly unknown: readonly string[];
}

export function readScope(request: RecordedRequest, client: RegisteredClient, separator: string | RegExp = ' '): Scope {
  // A parameter without a value counts as omitted (RFC 6749 §3.2).
  const requested = request.parameters.get('scope') || undefined;
  const scope = requested === undefined ? (client.scope ?? []) : [...new Set(requested.split(separator))];
  return { scope, unknown: scope.filter((one) => one === '' || client.scope?.includes(one) === false) };
}
