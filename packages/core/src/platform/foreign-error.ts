/**
 * The code of an error that Grantkit did not make, such as ` (ECONNREFUSED)`; empty if there is none.
 *
 * undici, ky and signers hide it at different depths. Nothing else of a foreign error is repeated, because messages,
 * causes and requests carry credentials.
 */
export function errorCode(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,39}$/.test(code)) return ` (${code})`;
    current = Reflect.get(current, 'cause');
  }
  return '';
}
