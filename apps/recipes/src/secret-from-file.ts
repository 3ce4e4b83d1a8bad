import { readFile } from 'node:fs/promises';
import type { SecretValue } from '@grantkit/issuer';

/** Reads the secret from a file: its first line, and during a rotation the next secret in the second line. */
export function secretFromFile(file: string): () => Promise<SecretValue> {
  return async () => {
    const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
    const [current = '', next] = lines.filter((line) => line !== '');
    return next === undefined ? current : [current, next];
  };
}
