/**
 * The code of an error that Grantkit did not make, such as ` (ECONNREFUSED)`, to be appended to a summary; empty if it
 * has no code.
 *
 * undici, ky and signers put it at different depths. Nothing else of a foreign error is repeated, because messages,
 * causes and requests carry credentials.
 *
 * @example
 * ```ts
 * import { errorCode, GrantError } from '@grantkit/core';
 *
 * function unavailable(error: unknown): GrantError {
 *   const summary = `The key store failed${errorCode(error)}`;
 *   return new GrantError({ code: 'credential_unavailable', provider: 'acme', summary, retryable: true });
 * }
 * ```
 */
export function errorCode(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const code = read(current, 'code');
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,47}$/.test(code)) return ` (${code})`;
    current = read(current, 'cause');
  }
  return '';
}

/** A getter or a proxy may throw. Its error would then replace the `GrantError` that is being made. */
function read(error: object, name: string): unknown {
  try {
    return Reflect.get(error, name);
  } catch {
    return undefined;
  }
}
