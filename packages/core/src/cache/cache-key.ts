import { schemaVersion } from './cached-token.ts';

/** Everything that a token depends on. Two grants that differ in any of it must never share a token. */
export interface CacheKeyParts {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly method: string;
  /** What identifies the credential: the secret, the fingerprint of another one. It goes no further than the hash. */
  readonly credential: readonly [secret: string, fingerprint: string];
  readonly scope: readonly string[] | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A key that tells nothing: SHA-256 over the parts as a JSON array, in which every part is quoted, so that none can
 * run over into the next. The order of the scopes, the parameters and the headers does not matter.
 */
export async function cacheKey(parts: CacheKeyParts): Promise<string> {
  const { tokenEndpoint, clientId, method, credential, scope = [], parameters, headers } = parts;
  const sorted = [[...scope].sort(), sortedEntries(parameters), sortedEntries(headers)];
  const text = JSON.stringify([schemaVersion, tokenEndpoint, clientId, method, credential, ...sorted]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `grantkit:${schemaVersion}:${hex}`;
}

function sortedEntries(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
