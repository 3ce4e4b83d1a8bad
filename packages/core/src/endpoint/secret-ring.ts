import type { ClientSecret } from '../contract/client-options.ts';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { errorCode } from '../platform/foreign-error.ts';

/** The secrets of one client, and which of them the server accepted last. */
export class SecretRing {
  readonly #provider: Provider;
  readonly #secret: ClientSecret | undefined;
  #accepted: string | undefined;
  #refused: string | undefined;
  #lastAccepted: string | undefined;

  constructor(provider: Provider, secret: ClientSecret | undefined) {
    this.#provider = provider;
    this.#secret = provider.clientAuth.usesClientSecret ? secret : undefined;
  }

  /** The secrets to try, the last accepted one first. A client without a secret has one empty secret. */
  async candidates(): Promise<readonly [string, ...string[]]> {
    const [first, second] = await resolve(this.#provider, this.#secret);
    if (second === undefined) return [first];
    return second === this.#accepted || first === this.#refused ? [second, first] : [first, second];
  }

  /** The first secret as it was given. All processes agree on it, even if they try different secrets first. */
  async first(): Promise<string> {
    return (await resolve(this.#provider, this.#secret))[0];
  }

  /** Notes that the server accepted this secret. Returns whether it accepted another secret before. */
  accept(secret: string): boolean {
    const rotated = this.#lastAccepted !== undefined && this.#lastAccepted !== secret;
    this.#lastAccepted = secret;
    this.#accepted = secret;
    return rotated;
  }

  /** Notes that the token endpoint refused this secret. It is tried last from now on. */
  refuse(secret: string): void {
    this.#refused = secret;
    if (this.#accepted === secret) this.#accepted = undefined;
  }
}

async function resolve({ name }: Provider, secret: ClientSecret = ''): Promise<readonly [string, string?]> {
  if (typeof secret === 'string') return [secret];
  if (typeof secret !== 'function') return secret;
  try {
    const value: unknown = await secret();
    const [first, second, ...rest]: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (isSecret(first) && second === undefined) return [first];
    if (isSecret(first) && isSecret(second) && rest.length === 0) return [first, second];
  } catch (error) {
    throw unavailable(name, `The function \`clientSecret\` failed${errorCode(error)}`);
  }
  throw unavailable(name, 'The function `clientSecret` must return a non-empty string or a pair of them');
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
