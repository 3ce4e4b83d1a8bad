import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** Runs something with other numbers for `Math.random`, and with no work on another thread. */
export async function withoutChance<T>(random: Random, run: () => Promise<T>): Promise<T> {
  const { subtle } = globalThis.crypto;
  const restored = [keep(Math, 'random'), keep(subtle, 'digest')];
  Object.defineProperty(Math, 'random', { value: random, configurable: true, writable: true });
  // WebCrypto hashes on another thread. Virtual time would not wait for it.
  Object.defineProperty(subtle, 'digest', { value: digest, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    for (const restore of restored) restore();
  }
}

/** The SHA-256 of the cache key, computed synchronously. */
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
