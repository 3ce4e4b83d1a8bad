import type { AccessToken } from '../contract/access-token.ts';
import type { Clock } from '../platform/clock.ts';

/**
 * The three ages of a token: serve it; serve it and renew it behind the caller; do not serve it.
 *
 * The margins are proportional, so that there is no lifetime at which caching stops working: peers with a fixed
 * window of 300 s ask for a new token on every call when tokens live 240 s.
 */
export type TokenAge = 'fresh' | 'soft' | 'hard';

const longestHardMargin = 10_000;
const longestSoftWindow = 600_000;

/** When a token of this lifetime (ms) turns soft and hard: ms after its request was sent. `random` is in [0, 1). */
export function tokenSchedule(
  lifetime: number,
  random: number,
  spread: TokenSpread,
): { readonly soft: number; readonly hard: number } {
  const hardMargin = Math.min(longestHardMargin, lifetime * 0.1);
  const softWindow = Math.min(longestSoftWindow, lifetime * 0.25);
  return { soft: lifetime - softWindow * spread(random), hard: lifetime - hardMargin };
}

/** How much of its soft window a process takes, by chance: processes given their tokens together part again. */
export type TokenSpread = (random: number) => number;

/** All of it, ±10 %. */
export const evenSpread: TokenSpread = (random) => 0.9 + 0.2 * random;

/**
 * For processes that share a cache without a lock. Half of it at least, and an exponentially distributed share of the
 * other half: the first to come renews for all, and however many they are, few others come while it does so.
 *
 * @see https://www.vldb.org/pvldb/vol8/p886-vattani.pdf
 */
export const firstComeSpread: TokenSpread = (random) => 0.5 + Math.min(0.5, -Math.log(1 - random) / 20);

/** A token in memory, with the instants at which it ages, on both clocks. */
export interface HeldToken {
  readonly token: AccessToken;
  /** The promise that every caller is handed: settled, made once. */
  readonly settled: Promise<AccessToken>;
  readonly softAt: number;
  readonly hardAt: number;
  readonly softAtMonotonic: number;
  readonly hardAtMonotonic: number;
}

/** Takes a token into memory; `lived` is how many ms ago its request was sent. */
export function holdToken(token: AccessToken, lived: number, clock: Clock, spread: TokenSpread): HeldToken {
  const { soft, hard } = tokenSchedule(token.expiresAt - token.issuedAt, Math.random(), spread);
  const start = clock.monotonic() - lived;
  return {
    token,
    settled: Promise.resolve(token),
    softAt: token.issuedAt + soft,
    hardAt: token.issuedAt + hard,
    softAtMonotonic: start + soft,
    hardAtMonotonic: start + hard,
  };
}

/** A token is as old as the less favourable of the two clocks says. */
export function ageOf(held: HeldToken, clock: Clock): TokenAge {
  const now = clock.now();
  const monotonic = clock.monotonic();
  if (now < held.softAt && monotonic < held.softAtMonotonic) return 'fresh';
  return now < held.hardAt && monotonic < held.hardAtMonotonic ? 'soft' : 'hard';
}
