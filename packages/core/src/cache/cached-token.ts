import * as v from 'valibot';
import type { AccessToken } from '../contract/access-token.ts';
import { readGrantedScope } from '../endpoint/granted-scope.ts';
import { longestLifetime } from '../endpoint/token-reply.ts';
import { parseJson } from '../platform/body.ts';

/** The version of the entries that {@link encodeToken} writes. An entry of any other version is a miss. */
export const schemaVersion = 2 as const;

/** Writes a token as the text that a {@link TokenCache} keeps. */
export function encodeToken(token: AccessToken): string {
  return JSON.stringify({ version: schemaVersion, ...token });
}

const EntrySchema = v.pipe(
  v.object({
    version: v.custom((version) => version === schemaVersion),
    accessToken: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
    tokenType: v.custom<'Bearer'>((type) => type === 'Bearer'),
    scope: v.optional(v.array(v.string())),
    issuedAt: v.number(),
    expiresAt: v.number(),
    details: v.record(v.string(), v.string()),
  }),
  // This also refuses infinite times, which JSON can express (`1e999`).
  v.check(({ issuedAt, expiresAt }) => expiresAt > issuedAt && expiresAt - issuedAt <= longestLifetime * 1000),
);

/**
 * Reads the token out of a cache's answer; `undefined` if the answer is not an entry of this version.
 *
 * @param asked the scope that the client asks for
 */
export function decodeToken(text: unknown, asked: readonly string[] | undefined): AccessToken | undefined {
  if (typeof text !== 'string') return undefined;
  const { success, output } = v.safeParse(EntrySchema, parseJson(text));
  if (!success) return undefined;
  const { accessToken, tokenType, scope, issuedAt, expiresAt } = output;
  const details = Object.freeze(output.details);
  // Another process, perhaps of an older version, wrote the scope, so it is checked again.
  const granted = readGrantedScope(scope, { separator: undefined, asked, credentials: () => [accessToken] });
  return Object.freeze({ accessToken, tokenType, scope: granted, issuedAt, expiresAt, details });
}
