import { type Discovery, invalidConfig } from '@grantkit/core';
import { assertionAudience, endpointsBelow, issuerOf, type PingAmMetadata } from './endpoint-urls.ts';

/** What is known about a realm from the options, and how to discover more. */
export interface MetadataSources {
  /** The issuer at AM's usual path; `undefined` if the options do not tell it. */
  readonly issuer: string | undefined;
  /** The option `tokenEndpoint`. It wins over the discovered one. */
  readonly tokenEndpoint: string | undefined;
  /** The realm's document; `undefined` if AM's usual paths are used. */
  readonly discovery: Discovery | undefined;
}

/** A realm's endpoints, discovered when they are first needed. */
export interface RealmMetadata {
  /** All endpoints. `stale` is a token endpoint that is no longer there. */
  get(stale?: string): Promise<PingAmMetadata>;
  /** The token endpoint; `undefined` if it must be discovered. */
  readonly tokenEndpoint: string | undefined;
  /** The audience of assertions at the token endpoint; empty until the endpoint has been discovered. */
  audience(): readonly string[];
}

export function realmMetadata({ issuer, tokenEndpoint, discovery }: MetadataSources): RealmMetadata {
  const usual = issuer === undefined ? undefined : endpointsBelow(issuer);
  const endpoint = tokenEndpoint ?? (discovery ? undefined : usual?.tokenEndpoint);
  return {
    async get(stale) {
      const metadata = discovery ? await discovered(discovery, stale) : usual;
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
      return discovery?.known === undefined ? [] : [discovery.known.tokenEndpoint];
    },
  };
}

/** The endpoints of the realm's document. An endpoint that it leaves out is at AM's usual path below the issuer. */
async function discovered(discovery: Discovery, stale: string | undefined): Promise<PingAmMetadata> {
  const { issuer, tokenEndpoint, introspectionEndpoint, jwksUri } = await discovery.get(stale);
  const usual = endpointsBelow(issuerOf(tokenEndpoint) ?? issuer);
  return {
    ...usual,
    issuer,
    tokenEndpoint,
    introspectionEndpoint: introspectionEndpoint ?? usual.introspectionEndpoint,
    jwksUri: jwksUri ?? usual.jwksUri,
  };
}
