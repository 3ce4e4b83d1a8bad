import type { RequestParameters } from '../contract/client-options.ts';
import { sha256 } from '../platform/sha256.ts';
import { schemaVersion } from './cached-token.ts';

/** Everything that a token depends on. Grants that differ in any of these parts must never share a token. */
export interface CacheKeyParts {
  /** The token endpoint; or the issuer, if a function finds the endpoint. */
  readonly server: string;
  readonly clientId: string;
  readonly method: string;
  /** The credential: its secret, or its fingerprint. Only the hash leaves this module. */
  readonly credential: readonly [secret: string, fingerprint: string];
  readonly scope: readonly string[] | undefined;
  readonly parameters: RequestParameters;
  readonly headers: Readonly<Record<string, string>>;
  /** The names of the reply's members that stay with the token. */
  readonly details: readonly string[];
}

/**
 * A cache key that reveals nothing: SHA-256 over the parts as a JSON array. JSON quotes every part, so that
 * different parts never give the same text. The order of scopes, parameters and headers does not matter.
 */
export async function cacheKey(parts: CacheKeyParts): Promise<string> {
  const { server, clientId, method, credential, scope = [], parameters, headers, details } = parts;
  const sorted = [[...scope].sort(), sortedEntries(parameters), sortedEntries(headers), [...details].sort()];
  const text = JSON.stringify([schemaVersion, server, clientId, method, credential, ...sorted]);
  return `grantkit:${schemaVersion}:${await sha256(text)}`;
}

function sortedEntries(record: RequestParameters): readonly (readonly unknown[])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
