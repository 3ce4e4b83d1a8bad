import type { AccessToken } from '../contract/access-token.ts';
import { type TwoClocks, twoClocks } from '../platform/two-clocks.ts';
import type { TokenSourceContext } from './renewal.ts';
import { isReplaced } from './token-binding.ts';
import {
  ageOf,
  endNoLaterThan,
  evenSpread,
  firstComeSpread,
  type HeldToken,
  holdToken,
  isNewer,
  type TokenOrigin,
  withoutSoftAge,
} from './token-lifetime.ts';

/** The token that a source holds, and the tokens that it has seen lately. */
export class TokenMemory {
  readonly context: TokenSourceContext;
  readonly clocks: TwoClocks;
  #held: HeldToken | undefined;
  #heldSequence = 0;
  /** Other recent grants, the latest first, with the ends that were computed when they were first seen. */
  #seen: readonly HeldToken[] = none;

  constructor(context: TokenSourceContext) {
    this.context = context;
    this.clocks = twoClocks(context.client.clock);
  }

  /** The token in memory, whatever its age; `undefined` if it is bound to a credential that was replaced. */
  get held(): HeldToken | undefined {
    const held = this.#held;
    // Every `token()` comes here. Most tokens have no binding, so the provider is not asked.
    if (held?.binding === undefined) return held;
    return isReplaced(held, this.context.client.provider) ? undefined : held;
  }

  /** The token in memory, unless it is hard. */
  alive(): HeldToken | undefined {
    const { held } = this;
    return held !== undefined && ageOf(held, this.context.client.clock) !== 'hard' ? held : undefined;
  }

  /** Prepares a token for memory. */
  hold(token: AccessToken, origin: TokenOrigin): HeldToken {
    const { client, options } = this.context;
    const { cache, expiryMargin } = options;
    const spread = cache !== undefined && cache.lock === undefined ? firstComeSpread : evenSpread;
    return holdToken(token, origin, client.clock, { spread, expiryMargin });
  }

  /** Keeps a token, unless a renewal that started later has brought one already. */
  keep(
    arrived: HeldToken,
    { sequence, background }: { readonly sequence: number; readonly background: boolean },
  ): void {
    if (sequence <= this.#heldSequence) {
      this.#seen = latestFirst(arrived, this.#seen);
      return;
    }
    this.#heldSequence = sequence;
    // Some servers grant the same token until it ends. Another background renewal would get it once more.
    const isGrantedAgain =
      background && arrived !== this.#held && this.#held?.token.accessToken === arrived.token.accessToken;
    if (this.#held !== undefined) this.#seen = latestFirst(this.#held, this.#seen);
    this.#held = isGrantedAgain ? withoutSoftAge(arrived) : arrived;
  }

  /** Whether a renewal that started later has brought a token. */
  isOutdated(sequence: number): boolean {
    return sequence < this.#heldSequence;
  }

  /** A token that another process has shared, if it is alive and newer than the one in memory. */
  takeShared(token: AccessToken, binding: string | undefined): HeldToken | undefined {
    const elapsed = Math.max(0, this.context.client.clock.now() - token.issuedAt);
    const read = this.hold(token, { elapsed, binding });
    const known = this.#grants().find((grant) => isSameGrant(grant.token, token));
    this.#seen = latestFirst(known ?? read, this.#seen);
    // The wall clock may have been set back since, or the clock of the process that shared it may be ahead.
    const candidate = known === undefined ? read : endNoLaterThan(read, known);
    if (ageOf(candidate, this.context.client.clock) === 'hard') return undefined;
    const other = this.alive()?.token;
    return other === undefined || isNewer(token, other) ? candidate : undefined;
  }

  /** Removes this token; returns whether it was the one in memory. */
  remove(accessToken: string): boolean {
    if (this.#held?.token.accessToken !== accessToken) return false;
    this.#seen = latestFirst(this.#held, this.#seen);
    this.#held = undefined;
    return true;
  }

  /** Whether the source has seen this token lately, so that its shared entry may still hold it. */
  hasSeen(accessToken: string): boolean {
    return this.#grants().some(({ token }) => token.accessToken === accessToken);
  }

  #grants(): readonly HeldToken[] {
    return this.#held === undefined ? this.#seen : [this.#held, ...this.#seen];
  }
}

const mostSeen = 8;
const none: readonly HeldToken[] = [];

/** The grants with this one in the first place, and without the oldest if there are too many. */
function latestFirst(grant: HeldToken, seen: readonly HeldToken[]): readonly HeldToken[] {
  return [grant, ...seen.filter(({ token }) => !isSameGrant(token, grant.token))].slice(0, mostSeen);
}

/** A server may grant the same token again, with a new lifetime. */
function isSameGrant(token: AccessToken, other: AccessToken): boolean {
  return token.issuedAt === other.issuedAt && token.accessToken === other.accessToken;
}
