import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** Runs something with numbers of our own for `Math.random`, and with nothing that is done on another thread. */
export async function withoutChance<T>(random: Random, run: () => Promise<T>): Promise<T> {
  const { subtle } = globalThis.crypto;
  const restored = [keep(Math, 'random'), keep(subtle, 'digest')];
  Object.defineProperty(Math, 'random', { value: random, configurable: true, writable: true });
  // WebCrypto hashes on a thread of its own, and virtual time would go on without it.
  Object.defineProperty(subtle, 'digest', { value: digest, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    for (const restore of restored) restore();
  }
}

/** The cache key's SHA-256, at once. */
async function digest(_algorithm: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(data).digest()).buffer;
}

function keep(owner: object, name: string): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}
