import type { GrantErrorCode, TokenEndpointReply } from '@grantkit/core';
import * as v from 'valibot';

/** What OpenAM 16.0.5 answers at every endpoint to a host name that it does not know. */
const UnknownHostSchema = v.object({ message: v.pipe(v.string(), v.startsWith('No mapping organization found')) });

/**
 * Restates the reply to an unknown host name as an error that is not retried. Its status is 500, but a retry fails too
 * until somebody adds the name to AM's configuration.
 */
export function readReply({ status, body }: TokenEndpointReply): Record<string, unknown> | undefined {
  // With 404 the same words are about a realm.
  return status === 500 && v.is(UnknownHostSchema, body) ? { ...body, error: 'unknown_host' } : undefined;
}

/** The code of the `error` that {@link readReply} adds. AM's reply has no `error`. */
export const errorCodes: Readonly<Record<string, GrantErrorCode>> = { unknown_host: 'not_found' };
