import type { AccessToken } from '../contract/access-token.ts';
import type { Clock } from '../platform/clock.ts';

const mostTokens = 16;

/**
 * Credentials that a server may repeat although the request did not carry them: the other secret of a pair, older
 * tokens, and tokens of other scopes.
 */
export interface KnownCredentials {
  /** Remembers the secrets that are in use now, and forgets all others. */
  rememberSecrets(secrets: readonly string[]): void;
  /** Remembers a token until it ends, or until 16 newer ones are known. */
  rememberToken(token: AccessToken): void;
  list(): readonly string[];
}

export function createKnownCredentials(clock: Clock): KnownCredentials {
  let secrets: readonly string[] = [];
  let tokens: readonly AccessToken[] = [];
  return {
    rememberSecrets(current) {
      secrets = current;
    },
    rememberToken(token) {
      const alive = tokens.filter((known) => known.expiresAt > clock.now() && known.accessToken !== token.accessToken);
      tokens = [...alive, token].slice(-mostTokens);
    },
    list: () => [...secrets, ...tokens.map(({ accessToken }) => accessToken)],
  };
}
