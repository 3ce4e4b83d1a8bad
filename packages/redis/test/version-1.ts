// What a process of the first entry version does with a cache, copied from that version of core. It must not change.
import type { TokenCache } from '@grantkit/core';

/** The grant whose token a process wants. */
export interface Grant {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Version1Token {
  readonly accessToken: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Reads the token of a grant with `client_secret_basic`, and no scope, parameters or headers. */
export async function readVersion1(cache: TokenCache, grant: Grant): Promise<string | undefined> {
  return decode(await cache.get(await keyOf(grant)));
}

export async function writeVersion1(cache: TokenCache, grant: Grant, token: Version1Token): Promise<void> {
  const entry = JSON.stringify({ version: 1, tokenType: 'Bearer', ...token });
  await cache.set(await keyOf(grant), entry, { ttl: token.expiresAt - token.issuedAt });
}

/** What a process of that version makes of any entry: its token, or a miss. */
export function decode(entry: unknown): string | undefined {
  const { version, tokenType, accessToken } = Object(JSON.parse(typeof entry === 'string' ? entry : 'null'));
  return version === 1 && tokenType === 'Bearer' ? accessToken : undefined;
}

/** The tests of that version expected the same key for the same grant. */
export async function keyOf({ tokenEndpoint, clientId, clientSecret }: Grant): Promise<string> {
  const text = JSON.stringify([1, tokenEndpoint, clientId, 'client_secret_basic', [clientSecret, ''], [], [], []]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `grantkit:1:${Buffer.from(digest).toString('hex')}`;
}
