import { type Clock, GrantError, invalidConfig, isGrantError, memoizeSuccess } from '@grantkit/core';
import { assertionAudience, endpointsBelow, type PingAmMetadata } from './endpoint-urls.ts';

/** What is known about a realm from the options, and how to discover more. */
export interface MetadataSources {
  /** The issuer at AM's usual path; `undefined` if the options do not tell it. */
  readonly issuer: string | undefined;
  /** The option `tokenEndpoint`. It wins over the discovered one. */
  readonly tokenEndpoint: string | undefined;
  /** Asks the realm for its endpoints; `undefined` if AM's usual paths are used. */
  readonly discover: (() => Promise<PingAmMetadata>) | undefined;
  readonly clock: Clock;
}

/** A realm's endpoints, discovered when they are first needed. */
export interface RealmMetadata {
  /** All endpoints. The realm is asked once; after a failure it is asked again, but not at once. */
  get(): Promise<PingAmMetadata>;
  /** The token endpoint; `undefined` if it must be discovered. */
  readonly tokenEndpoint: string | undefined;
  /** The audience of assertions at the token endpoint; empty until the endpoint has been discovered. */
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
      throw invalidConfig(
        'pingam',
        'The option `baseUrl` is missing. Introspection, revocation and `metadata()` need it',
      );
    },
    tokenEndpoint: endpoint,
    // A discovered URL is the text that AM expects. Of a URL from the options, AM may expect another spelling.
    audience() {
      if (endpoint !== undefined) return assertionAudience(endpoint);
      return discovered === undefined ? [] : [discovered.tokenEndpoint];
    },
  };
}

const firstPause = 1_000;
const longestPause = 60_000;

/** Keeps a success for ever. A failure is thrown again for 1 s, then for 2, 4 … 60 s, before the next attempt. */
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
