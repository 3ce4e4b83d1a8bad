import { readFile } from 'node:fs/promises';
import type { SecretValue } from '@grantkit/issuer';
import * as z from 'zod';

/** The place of the secret, and the token that may read it. */
export interface VaultOptions {
  /** The URL of Vault, such as `https://vault.example.com:8200`. */
  readonly address: string;
  /** The path below `/v1/`, such as `secret/data/billing`. In version 2 of KV it contains `data`. */
  readonly path: string;
  /** The file into which Vault's agent writes its token. */
  readonly tokenFile: string;
}

const replySchema = z.object({
  data: z.object({ data: z.object({ current: z.string(), next: z.string().optional() }) }),
});

/** Reads the fields `current` and, during a rotation, `next` of a secret in Vault (KV version 2). */
export function secretFromVault({ address, path, tokenFile }: VaultOptions): () => Promise<SecretValue> {
  return async () => {
    const token = (await readFile(tokenFile, 'utf8')).trim();
    const reply = await fetch(`${address}/v1/${path}`, {
      headers: { 'x-vault-token': token },
      redirect: 'error', // Otherwise `fetch` would send the token to another server.
      signal: AbortSignal.timeout(2_000),
    });
    if (!reply.ok) throw new Error(`Vault answered ${reply.status}`);
    const { current, next } = replySchema.parse(await reply.json()).data.data;
    return next === undefined ? current : [current, next];
  };
}
