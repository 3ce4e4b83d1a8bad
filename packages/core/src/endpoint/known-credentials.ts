import type { AccessToken } from '../contract/access-token.ts';
import type { Clock } from '../platform/clock.ts';

const mostTokens = 16;

/**
 * Credentials that a server may repeat although the request did not carry them: the other secret of a pair, older
 * tokens, and tokens of other scopes.
 */
export class KnownCredentials {
  readonly #clock: Clock;
  #secrets: readonly string[] = [];
  #tokens: readonly AccessToken[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Remembers the secrets that are in use now, and forgets all others. */
  rememberSecrets(secrets: readonly string[]): void {
    this.#secrets = secrets;
  }

  /** Remembers a token until it ends, or until 16 newer ones are known. */
  rememberToken(token: AccessToken): void {
    const isOther = (known: AccessToken) => known.accessToken !== token.accessToken;
    const alive = this.#tokens.filter((known) => known.expiresAt > this.#clock.now() && isOther(known));
    this.#tokens = [...alive, token].slice(-mostTokens);
  }

  list(): readonly string[] {
    return [...this.#secrets, ...this.#tokens.map(({ accessToken }) => accessToken)];
  }
}
