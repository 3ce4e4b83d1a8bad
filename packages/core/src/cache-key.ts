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
}

/**
 * A key that tells nothing: SHA-256 over the parts as a JSON array, in which every part is quoted, so that none can
 * run over into the next. The order of the scopes and of the parameters does not matter.
 */
export async function cacheKey(parts: CacheKeyParts): Promise<string> {
  const { tokenEndpoint, clientId, method, credential, scope = [], parameters } = parts;
  const sorted = [[...scope].sort(), Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))];
  const text = JSON.stringify([schemaVersion, tokenEndpoint, clientId, method, credential, ...sorted]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `grantkit:${schemaVersion}:${hex}`;
}
