import { readFile } from 'node:fs/promises';
import type { SecretValue } from '@grantkit/issuer';

/** Reads the secret from the first line of a file. During a rotation, the second line is the next secret. */
export function secretFromFile(file: string): () => Promise<SecretValue> {
  return async () => {
    const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
    const [current = '', next] = lines.filter((line) => line !== '');
    return next === undefined ? current : [current, next];
  };
}
