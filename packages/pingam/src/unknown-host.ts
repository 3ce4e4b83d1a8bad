import type { GrantErrorCode, TokenEndpointReply } from '@grantkit/core';
import * as v from 'valibot';

/** What OpenAM 16.0.5 answers at every endpoint to a host name that it does not know. */
const UnknownHostSchema = v.object({ message: v.pipe(v.string(), v.startsWith('No mapping organization found')) });

/**
 * Restates the reply to an unknown host name as the `not_found` of a realm. Its status is 500, although a retry would
 * fail too: AM has to learn the name first.
 */
export function readReply({ status, body }: TokenEndpointReply): Record<string, unknown> | undefined {
  // With 404 the same words are about a realm.
  return status === 500 && v.is(UnknownHostSchema, body) ? { ...body, error: 'unknown_host' } : undefined;
}

/** What the word of {@link readReply} means. AM has none of its own for it. */
export const errorCodes: Readonly<Record<string, GrantErrorCode>> = { unknown_host: 'not_found' };
