import type { SecretValue } from '@grantkit/issuer';

/** Reads a secret for each call, and returns the last secret while the store is down. */
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
