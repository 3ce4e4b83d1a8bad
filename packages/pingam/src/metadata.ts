import { invalidConfig } from '@grantkit/core';
import { assertionAudience, endpointsBelow, type PingAmMetadata } from './realm-endpoints.ts';

/** What is known of a realm, and how more is found out. */
export interface MetadataSources {
  readonly issuer: string | undefined;
  /** Wins over what is discovered. */
  readonly tokenEndpoint: string | undefined;
  /** Asks the realm; `undefined` where AM's own paths are taken. */
  readonly discover: (() => Promise<PingAmMetadata>) | undefined;
}

/** Where a realm's endpoints are. */
export interface RealmMetadata {
  /** Asked for once; after a failure, again. */
  get(): Promise<PingAmMetadata>;
  /** Where the grant is made, if that needs no asking. */
  readonly tokenEndpoint: string | undefined;
  /** Whom assertions are for at the token endpoint, as far as it is known by now. */
  audience(): readonly string[];
}

export function realmMetadata({ issuer, tokenEndpoint, discover }: MetadataSources): RealmMetadata {
  const routed = issuer === undefined ? undefined : endpointsBelow(issuer);
  let discovered: PingAmMetadata | undefined;
  const known = discover ? keepSuccess(async () => (discovered = await discover())) : async () => routed;
  const endpoint = tokenEndpoint ?? (discover ? undefined : routed?.tokenEndpoint);
  return {
    async get() {
      const metadata = await known();
      if (metadata !== undefined) return { ...metadata, tokenEndpoint: endpoint ?? metadata.tokenEndpoint };
      throw invalidConfig('pingam', 'The option `baseUrl` is missing: this endpoint is found below it');
    },
    tokenEndpoint: endpoint,
    // What AM says of itself is taken to the letter; what is only routed may be spelt in two ways.
    audience: () => (endpoint === undefined ? [discovered?.tokenEndpoint ?? []].flat() : assertionAudience(endpoint)),
  };
}

/** One call for all who wait, whose success is kept. */
function keepSuccess<T>(ask: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    if (pending !== undefined) return pending;
    const asked = ask();
    pending = asked;
    asked.catch(() => {
      if (pending === asked) pending = undefined;
    });
    return asked;
  };
}
