import { GrantError, type GrantErrorCode } from '../contract/grant-error.ts';
import type { Clock } from '../platform/clock.ts';

const firstPause = 1_000;
const longestPause = 60_000;
const mostRemembered = 16;

/**
 * What the server has said about a credential that no retry can change. It is remembered for 1 s, then 2, 4 … 60 s, so
 * that a wrong secret does not hammer the server, lock the account, or eat a quota that all customers share (Cognito).
 */
export interface Refusals {
  /** What is remembered against this credential, or against this scope of it. */
  find(secret: string, scope: readonly string[] | undefined): GrantError | undefined;
  /** Notes a failure, if it is one to remember. */
  note(error: GrantError, secret: string, scope: readonly string[] | undefined): void;
  forget(secret: string, scope: readonly string[] | undefined): void;
}

/** Whether the server has refused for good: the same request will be refused again. */
export function isRefusal({ code }: GrantError): boolean {
  return refusalCodes.has(code);
}

const refusalCodes: ReadonlySet<GrantErrorCode> = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope']);

interface Refusal {
  readonly error: GrantError;
  readonly pause: number;
  readonly until: number;
}

export function createRefusals(clock: Clock): Refusals {
  const refusals = new Map<string, Refusal>();
  const scoped = (secret: string, scope: readonly string[] | undefined) => JSON.stringify([secret, scope]);

  return {
    find(secret, scope) {
      for (const subject of [secret, scoped(secret, scope)]) {
        const refusal = refusals.get(subject);
        const retryAfter = refusal === undefined ? 0 : refusal.until - clock.monotonic();
        if (refusal !== undefined && retryAfter > 0)
          return new GrantError({ ...refusal.error, cached: true, retryAfter });
      }
      return undefined;
    },
    note(error, secret, scope) {
      if (!isRefusal(error)) return;
      const subject = error.code === 'invalid_scope' ? scoped(secret, scope) : secret;
      const pause = Math.min(longestPause, (refusals.get(subject)?.pause ?? firstPause / 2) * 2);
      refusals.delete(subject);
      refusals.set(subject, { error, pause, until: clock.monotonic() + pause });
      // Oldest first out: a secret store that hands out a new wrong secret each time must not fill the memory.
      for (const oldest of refusals.keys()) {
        if (refusals.size <= mostRemembered) break;
        refusals.delete(oldest);
      }
    },
    forget(secret, scope) {
      refusals.delete(secret);
      refusals.delete(scoped(secret, scope));
    },
  };
}

/** For those who would rather have every call ask the server again. */
export const noRefusals: Refusals = { find: () => undefined, note: () => {}, forget: () => {} };
