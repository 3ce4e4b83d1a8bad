/** The clients that the authorization server knows, with the lifetime of their tokens in ms. */
export const lifetimes = { short: 1_000, long: 5_000, shared: 2_000, pair: 3_000, scopes: 2_000 } as const;

export type ClientId = keyof typeof lifetimes;

export function isClientId(text: string): text is ClientId {
  return Object.hasOwn(lifetimes, text);
}

const rotationPeriod = 4_000;

/** Since when the secrets rotate, in monotonic ms. */
const start = performance.now();

/** The secrets that a client's secret store holds now: one, or a pair during a rotation. */
export function secretOf(clientId: ClientId): string | readonly [string, string] {
  if (clientId !== 'pair') return secret(clientId, 0);
  const period = Math.floor((performance.now() - start) / rotationPeriod);
  return [secret(clientId, period), secret(clientId, period + 1)];
}

/** Whether the server accepts a secret now. Of a pair it accepts the first one, and from the middle of a period the second. */
export function accepts(clientId: ClientId, given: string): boolean {
  const step = clientId === 'pair' ? Math.round((performance.now() - start) / rotationPeriod) : 0;
  return given === secret(clientId, step);
}

function secret(clientId: string, generation: number): string {
  return `SoakSecret-${clientId}-${generation}`;
}

/** Whether a text contains a secret or a token, plain or as the base64 of `client:SoakSecret…` in any of its three alignments. */
export function isSensitive(text: string): boolean {
  return /SoakToken-|SoakSecret-|U29ha1NlY3JldC|NvYWtTZWNyZXQ|Tb2FrU2VjcmV0/.test(text);
}
