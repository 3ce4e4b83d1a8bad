import type { AccessToken } from '../contract/access-token.ts';
import type { Clock } from '../platform/clock.ts';
import type { Bound } from './token-binding.ts';

/**
 * The three ages of a token. A fresh token is served. A soft one is served and renewed in the background. A hard one is
 * not served.
 *
 * The margins are proportional, so that caching works at every lifetime. With a fixed window of 300 s, which other
 * libraries have, a token of 240 s would be requested on every call.
 */
export type TokenAge = 'fresh' | 'soft' | 'hard';

const longestHardMargin = 10_000;
const longestSoftWindow = 600_000;
const longestReuse = 1_000;

/** How the times of a token are chosen. */
export interface LifetimePlan {
  readonly spread: TokenSpread;
  /** The option `expiryMargin`, in ms. */
  readonly expiryMargin: number | undefined;
}

/** When a token turns soft and hard, in ms after its request. `lifetime` is in ms, `random` is in [0, 1). */
export function tokenSchedule(
  lifetime: number,
  random: number,
  { spread, expiryMargin }: LifetimePlan,
): { readonly soft: number; readonly hard: number } {
  const usual = Math.min(longestHardMargin, lifetime * 0.1);
  // At most half. Otherwise a token whose lifetime is shorter than the margin would be requested on every call.
  const hardMargin = Math.min(expiryMargin ?? usual, lifetime * 0.5);
  // A margin above the usual one moves the start of the soft window by the difference.
  const softWindow = Math.min(longestSoftWindow, lifetime * 0.25) * spread(random) + Math.max(0, hardMargin - usual);
  return { soft: lifetime - softWindow, hard: lifetime - hardMargin };
}

/** A random share of the soft window, so that processes that got a token together do not renew it together. */
export type TokenSpread = (random: number) => number;

/** 90 to 110 % of the soft window, evenly distributed. */
export const evenSpread: TokenSpread = (random) => 0.9 + 0.2 * random;

/**
 * 50 to 100 % of the soft window, exponentially distributed, for processes that share a cache without a lock. The first
 * process renews for all. Few other processes start while it does so, even in a large fleet.
 *
 * @see https://www.vldb.org/pvldb/vol8/p886-vattani.pdf
 */
export const firstComeSpread: TokenSpread = (random) => 0.5 + Math.min(0.5, -Math.log(1 - random) / 20);

/** A token in memory, with the times at which it ages on both clocks. */
export interface HeldToken extends Bound {
  readonly token: AccessToken;
  /** A promise of the token that is already resolved. Every caller gets the same one. */
  readonly promise: Promise<AccessToken>;
  readonly softAt: number;
  readonly hardAt: number;
  readonly softAtMonotonic: number;
  readonly hardAtMonotonic: number;
  /** For how long a reading of the monotonic clock may be reused to tell the token's age, in ms. */
  readonly reuse: number;
}

/** When a token was requested, and to which credential it is bound. */
export interface TokenOrigin extends Bound {
  /** The time since its request was sent, in ms. */
  readonly elapsed: number;
}

/** Prepares a token for memory. */
export function holdToken(
  token: AccessToken,
  { elapsed, binding }: TokenOrigin,
  clock: Clock,
  plan: LifetimePlan,
): HeldToken {
  const lifetime = token.expiresAt - token.issuedAt;
  const { soft, hard } = tokenSchedule(lifetime, Math.random(), plan);
  const start = clock.monotonic() - elapsed;
  return {
    token,
    promise: Promise.resolve(token),
    binding,
    softAt: token.issuedAt + soft,
    hardAt: token.issuedAt + hard,
    softAtMonotonic: start + soft,
    hardAtMonotonic: start + hard,
    reuse: Math.floor(Math.min(longestReuse, (lifetime - hard) / 2)),
  };
}

/** The same token, with the earlier of the two ends on each clock. */
export function endNoLaterThan(held: HeldToken, { hardAt, hardAtMonotonic }: HeldToken): HeldToken {
  return {
    ...held,
    softAt: Math.min(held.softAt, hardAt),
    hardAt: Math.min(held.hardAt, hardAt),
    softAtMonotonic: Math.min(held.softAtMonotonic, hardAtMonotonic),
    hardAtMonotonic: Math.min(held.hardAtMonotonic, hardAtMonotonic),
  };
}

/** The same token without a soft age, so that it is renewed when it is hard and not earlier. */
export function withoutSoftAge(held: HeldToken): HeldToken {
  return { ...held, softAt: held.hardAt, softAtMonotonic: held.hardAtMonotonic };
}

/** Whether a token ends later than another one, or was requested later. */
export function isNewer(token: AccessToken, other: AccessToken): boolean {
  return token.expiresAt > other.expiresAt || token.issuedAt > other.issuedAt;
}

/** The age of a token. If the two clocks disagree, the older age counts. */
export function ageOf(held: HeldToken, clock: Clock): TokenAge {
  return ageAt(held, clock.now(), clock.monotonic());
}

/** The age of a token at the times that the two clocks show. */
export function ageAt(held: HeldToken, now: number, monotonic: number): TokenAge {
  if (now < held.softAt && monotonic < held.softAtMonotonic) return 'fresh';
  return now < held.hardAt && monotonic < held.hardAtMonotonic ? 'soft' : 'hard';
}
