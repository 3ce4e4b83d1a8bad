import type { SecretValue } from '@grantkit/issuer';

/** Reads a secret each time, and returns the last one while the store is down. */
export function keepLast(read: () => Promise<SecretValue>): () => Promise<SecretValue> {
  let last: SecretValue | undefined;
  return async () => {
    try {
      last = await read();
    } catch (error) {
      if (last === undefined) throw error;
      console.error('The last secret stays in use', error);
    }
    return last;
  };
}
