import type { Reply } from '../contract/reply.ts';

/** An error reply in the form of RFC 6749 §5.2. */
export function oauthError(
  status: number,
  error: string,
  description?: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: { error, error_description: description } };
}
