import { builtinModule } from './runtime.ts';

/**
 * SHA-256 of a text, in hex.
 *
 * Node's own function answers at once. WebCrypto, which every runtime has, waits for a thread. That takes 15 to 60 µs,
 * as long as a `GET` from a nearby Redis.
 */
export async function sha256(text: string): Promise<string> {
  return builtinModule('node:crypto')?.hash?.('sha256', text, 'hex') ?? hexOf(await digest(text));
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
