import { type Clock, GrantError, invalidConfig, isGrantError, memoizeSuccess } from '@grantkit/core';
import { assertionAudience, endpointsBelow, type PingAmMetadata } from './endpoint-urls.ts';

/** What is known of a realm, and how more is found out. */
export interface MetadataSources {
  readonly issuer: string | undefined;
  /** Wins over what is discovered. */
  readonly tokenEndpoint: string | undefined;
  /** Asks the realm; `undefined` where AM's own paths are taken. */
  readonly discover: (() => Promise<PingAmMetadata>) | undefined;
  readonly clock: Clock;
}

/** Where a realm's endpoints are. */
export interface RealmMetadata {
  /** Asked for once; after a failure again, but not at once. */
  get(): Promise<PingAmMetadata>;
  /** Where the grant is made, if that needs no asking. */
  readonly tokenEndpoint: string | undefined;
  /** Whom assertions are for at the token endpoint, as far as it is known by now. */
  audience(): readonly string[];
}

export function realmMetadata({ issuer, tokenEndpoint, discover, clock }: MetadataSources): RealmMetadata {
  const routed = issuer === undefined ? undefined : endpointsBelow(issuer);
  let discovered: PingAmMetadata | undefined;
  const known = discover ? keepSuccess(async () => (discovered = await discover()), clock) : async () => routed;
  const endpoint = tokenEndpoint ?? (discover ? undefined : routed?.tokenEndpoint);
  return {
    async get() {
      const metadata = await known();
      if (metadata !== undefined) return { ...metadata, tokenEndpoint: endpoint ?? metadata.tokenEndpoint };
      throw invalidConfig('pingam', 'The option `baseUrl` is missing: this endpoint is found below it');
    },
    tokenEndpoint: endpoint,
    // What AM says of itself is taken to the letter; what is only routed may be spelt in two ways.
    audience() {
      if (endpoint !== undefined) return assertionAudience(endpoint);
      return discovered === undefined ? [] : [discovered.tokenEndpoint];
    },
  };
}

const firstPause = 1_000;
const longestPause = 60_000;

/** Keeps a success. A failure is thrown again for 1 s, then for 2, 4 … 60 s, before the next attempt. */
function keepSuccess<T>(attempt: () => Promise<T>, clock: Clock): () => Promise<T> {
  let failed: { readonly error: unknown; readonly pause: number; readonly until: number } | undefined;
  return memoizeSuccess(async () => {
    const retryAfter = failed === undefined ? 0 : failed.until - clock.monotonic();
    if (retryAfter > 0) throw remembered(failed?.error, retryAfter);
    try {
      return await attempt();
    } catch (error) {
      const pause = Math.min(longestPause, (failed?.pause ?? firstPause / 2) * 2);
      failed = { error, pause, until: clock.monotonic() + pause };
      throw error;
    }
  });
}

function remembered(error: unknown, retryAfter: number): unknown {
  return isGrantError(error) ? new GrantError({ ...error, cached: true, retryAfter }) : error;
}
