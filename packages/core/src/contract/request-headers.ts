import { syncResult } from '../platform/sync-result.ts';
import { GrantError, invalidConfig } from './grant-error.ts';

/** Further headers of requests to the authorization server, or a function that makes them for each request. */
export type HeaderSource = Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);

export const headersRule: string =
  'an object of valid header names and printable ASCII, without authorization, accept, content-type, content-length, ' +
  'cookie and host, or a function that returns such an object';

const reserved = /^(authorization|accept|content-type|content-length|cookie|host)$/i;

export function isHeaders(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, text]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
        !reserved.test(name) &&
        typeof text === 'string' &&
        /^[\x20-\x7e]*$/.test(text),
    )
  );
}

/**
 * The headers of one request.
 *
 * @throws {GrantError} `invalid_config` for headers that cannot be sent, and `credential_unavailable` if the function
 * throws. The error does not show them, because a value may be the key of a gateway.
 */
export function makeHeaders(provider: string, source: HeaderSource = {}): Readonly<Record<string, string>> {
  const headers = copyOf(provider, source);
  if (isHeaders(headers)) return headers;
  throw invalidConfig(provider, `The option \`headers\` must be ${headersRule}`);
}

/** A copy, so that a getter that throws does so here. */
function copyOf(provider: string, source: HeaderSource): unknown {
  try {
    const headers = typeof source === 'function' ? syncResult(source()) : source;
    return typeof headers === 'object' && headers !== null ? { ...headers } : undefined;
  } catch {
    throw new GrantError({
      code: 'credential_unavailable',
      provider,
      summary: 'The function in the option `headers` threw an error',
      hint: 'Check that function. Nothing was sent to the authorization server.',
      retryable: true,
    });
  }
}
