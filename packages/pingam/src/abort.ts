import { GrantError } from '@grantkit/core';

/** What others wait for too: a caller who gives up is freed, and it goes on for them. */
export async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  const { promise: freed, reject } = Promise.withResolvers<never>();
  const free = () =>
    reject(new GrantError({ code: 'aborted', provider: 'pingam', summary: 'The caller gave up waiting' }));
  signal.addEventListener('abort', free, { once: true });
  if (signal.aborted) free();
  try {
    return await Promise.race([freed, shared]);
  } finally {
    signal.removeEventListener('abort', free);
  }
}
