import type { ClientSecret } from '../contract/client-options.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { errorCode } from '../platform/foreign-error.ts';

/** The secrets of one client, and which of them the server accepted last. */
export interface SecretRing {
  /** The secrets to try, the one that worked last time first. One that is empty stands for a client without secret. */
  candidates(): Promise<readonly [string, ...string[]]>;
  /** Notes which one worked; tells whether that is another one than before. */
  accept(secret: string): boolean;
  /** Notes which one the server refused: it is tried last from now on. */
  refuse(secret: string): void;
}

export function createSecretRing({ name, clientAuth }: Provider, secret: ClientSecret | undefined): SecretRing {
  const none = secret === undefined || !clientAuth.usesClientSecret;
  let accepted: string | undefined;
  let refused: string | undefined;
  let lastAccepted: string | undefined;
  return {
    async candidates() {
      const [first, second] = none ? [''] : await resolve(name, secret);
      if (second === undefined) return [first];
      return second === accepted || first === refused ? [second, first] : [first, second];
    },
    refuse(candidate) {
      refused = candidate;
      if (accepted === candidate) accepted = undefined;
    },
    accept(candidate) {
      const rotated = lastAccepted !== undefined && lastAccepted !== candidate;
      lastAccepted = candidate;
      accepted = candidate;
      return rotated;
    },
  };
}

const mostTried = 2;

/**
 * Makes an attempt with the best secret, and one with another if the server refuses the client: while a secret is being
 * rotated the server may know only one of the two, and not the one that it knew a moment ago.
 */
export async function tryEachSecret<T>(secrets: SecretRing, attempt: (secret: string) => Promise<T>): Promise<T> {
  const tried = new Set<string>();
  let [secret] = await secrets.candidates();
  for (;;) {
    tried.add(secret);
    try {
      return await attempt(secret);
    } catch (error) {
      if (!isGrantError(error) || error.code !== 'invalid_client') throw error;
      secrets.refuse(secret);
      if (tried.size === mostTried) throw error;
      const other = (await secrets.candidates()).find((candidate) => !tried.has(candidate));
      if (other === undefined) throw error;
      secret = other;
    }
  }
}

async function resolve(provider: string, secret: ClientSecret): Promise<readonly [string, string?]> {
  if (typeof secret === 'string') return [secret];
  if (typeof secret !== 'function') return secret;
  try {
    const value: unknown = await secret();
    const [first, second, ...rest]: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (isSecret(first) && second === undefined) return [first];
    if (isSecret(first) && isSecret(second) && rest.length === 0) return [first, second];
  } catch (error) {
    throw unavailable(provider, `The function that gives the client secret failed${errorCode(error)}`);
  }
  throw unavailable(provider, 'The function that gives the client secret gave neither a secret nor a pair of them');
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function unavailable(provider: string, summary: string): GrantError {
  return new GrantError({
    code: 'credential_unavailable',
    provider,
    summary,
    hint: 'Look at the secret store: nothing was sent to the authorization server.',
    retryable: true,
  });
}
