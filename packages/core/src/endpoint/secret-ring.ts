import type { ClientSecret } from '../contract/client-options.ts';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { errorCode } from '../platform/foreign-error.ts';

/** The secrets of one client, and which of them the server accepted last. */
export interface SecretRing {
  /** The secrets to try, the last accepted one first. A client without a secret has one empty secret. */
  candidates(): Promise<readonly [string, ...string[]]>;
  /** The first secret as it was given. All processes agree on it, even if they try different secrets first. */
  first(): Promise<string>;
  /** Notes that the server accepted this secret. Returns whether it accepted another secret before. */
  accept(secret: string): boolean;
  /** Notes that the token endpoint refused this secret. It is tried last from now on. */
  refuse(secret: string): void;
}

export function createSecretRing({ name, clientAuth }: Provider, secret: ClientSecret | undefined): SecretRing {
  const none = secret === undefined || !clientAuth.usesClientSecret;
  let accepted: string | undefined;
  let refused: string | undefined;
  let lastAccepted: string | undefined;
  const given = async () => (none ? ([''] as const) : resolve(name, secret));
  return {
    first: async () => (await given())[0],
    async candidates() {
      const [first, second] = await given();
      if (second === undefined) return [first];
      return second === accepted || first === refused ? [second, first] : [first, second];
    },
    accept(candidate) {
      const rotated = lastAccepted !== undefined && lastAccepted !== candidate;
      lastAccepted = candidate;
      accepted = candidate;
      return rotated;
    },
    refuse(candidate) {
      refused = candidate;
      if (accepted === candidate) accepted = undefined;
    },
  };
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
    throw unavailable(provider, `The function \`clientSecret\` failed${errorCode(error)}`);
  }
  throw unavailable(provider, 'The function `clientSecret` must return a non-empty string or a pair of them');
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function unavailable(provider: string, summary: string): GrantError {
  return new GrantError({
    code: 'credential_unavailable',
    provider,
    summary,
    hint: 'Check the secret store. Nothing was sent to the authorization server.',
    retryable: true,
  });
}
