import type { AccessToken } from '../contract/access-token.ts';
import type { Provider } from '../contract/provider.ts';
import type { Clock } from '../platform/clock.ts';
import { isReplaced } from './token-binding.ts';
import {
  ageOf,
  endNoLaterThan,
  type HeldToken,
  holdToken,
  isNewer,
  type LifetimePlan,
  withoutSoftAge,
} from './token-lifetime.ts';

/** The token that a source holds, and the tokens that it has seen lately. */
export interface TokenMemory {
  /** The token in memory, whatever its age; `undefined` if it is bound to a credential that was replaced. */
  readonly held: HeldToken | undefined;
  /** The token in memory, unless it is hard. */
  alive(): HeldToken | undefined;
  /** Keeps a token, unless a renewal that started later has brought one already. */
  keep(arrived: HeldToken, renewal: { readonly sequence: number; readonly background: boolean }): void;
  /** A token that another process has shared, if it is alive and newer than the one in memory. */
  shared(token: AccessToken, binding: string | undefined): HeldToken | undefined;
  /** Whether a renewal that started later has brought a token. */
  isOutdated(sequence: number): boolean;
  /** Removes this token; returns whether it was the one in memory. */
  remove(accessToken: string): boolean;
  /** Whether the source has seen this token lately, so that its shared entry may still hold it. */
  hasSeen(accessToken: string): boolean;
}

const mostSeen = 8;

export function createTokenMemory(provider: Provider, clock: Clock, plan: LifetimePlan): TokenMemory {
  let held: HeldToken | undefined;
  let heldSequence = 0;
  /** Recent grants, the latest first, with the ends that were computed when they were first seen. */
  let seen: readonly HeldToken[] = [];
  const find = (token: AccessToken) => seen.find((known) => isSameGrant(known.token, token));
  const see = (grant: HeldToken) => {
    seen = [grant, ...seen.filter(({ token }) => !isSameGrant(token, grant.token))].slice(0, mostSeen);
  };
  const current = () => (held !== undefined && !isReplaced(held, provider) ? held : undefined);
  const alive = () => {
    const token = current();
    return token !== undefined && ageOf(token, clock) !== 'hard' ? token : undefined;
  };

  return {
    get held() {
      return current();
    },
    alive,
    keep(arrived, { sequence, background }) {
      const { accessToken } = arrived.token;
      see(arrived);
      if (sequence <= heldSequence) return;
      heldSequence = sequence;
      // Some servers grant the same token until it ends. Another background renewal would get it once more.
      const isGrantedAgain = background && arrived !== held && held?.token.accessToken === accessToken;
      held = isGrantedAgain ? withoutSoftAge(arrived) : arrived;
    },
    isOutdated: (sequence) => sequence < heldSequence,
    shared(token, binding) {
      const read = holdToken(token, { elapsed: Math.max(0, clock.now() - token.issuedAt), binding }, clock, plan);
      const known = find(token);
      see(known ?? read);
      // The wall clock may have been set back since, or the clock of the process that shared it may be ahead.
      const candidate = known === undefined ? read : endNoLaterThan(read, known);
      if (ageOf(candidate, clock) === 'hard') return undefined;
      const other = alive()?.token;
      return other === undefined || isNewer(token, other) ? candidate : undefined;
    },
    remove(accessToken) {
      if (held?.token.accessToken !== accessToken) return false;
      held = undefined;
      return true;
    },
    hasSeen: (accessToken) => seen.some(({ token }) => token.accessToken === accessToken),
  };
}

/** A server may grant the same token again, with a new lifetime. */
function isSameGrant(token: AccessToken, other: AccessToken): boolean {
  return token.issuedAt === other.issuedAt && token.accessToken === other.accessToken;
}
