import { type AssertionAudienceOption, type Discovery, invalidConfig } from '@grantkit/core';
import { endpointsBelow, issuerOf, ownSpellings, type PingAmMetadata, withoutTopRealm } from './endpoint-urls.ts';

/** What is known about a realm from the options, and how to discover more. */
export interface MetadataSources {
  /** The issuer at AM's usual path; `undefined` if the options do not tell it. */
  readonly issuer: string | undefined;
  /** The option `tokenEndpoint`. It wins over the discovered one. */
  readonly tokenEndpoint: string | undefined;
  /** The realm's document; `undefined` if AM's usual paths are used. */
  readonly discovery: Discovery | undefined;
  /** The option `audience`. */
  readonly audience: AssertionAudienceOption;
}

/** A realm's endpoints, discovered when they are first needed. */
export interface RealmMetadata {
  /** All endpoints. `stale` is a token endpoint that is no longer there. */
  get(stale?: string): Promise<PingAmMetadata>;
  /** The token endpoint; `undefined` if a token request needs the document first. */
  readonly tokenEndpoint: string | undefined;
  /** The audience of assertions at the token endpoint; `undefined` until the endpoint has been discovered. */
  audience(): string | readonly string[] | undefined;
  /** The audience of assertions at another endpoint. */
  audienceAt(url: string, tokenEndpoint: string): string | readonly string[];
}

export function realmMetadata({ issuer, tokenEndpoint, discovery, audience }: MetadataSources): RealmMetadata {
  const usual = issuer === undefined ? undefined : endpointsBelow(issuer);
  const endpoint = tokenEndpoint ?? (discovery ? undefined : usual?.tokenEndpoint);
  const usualIssuer = audience === 'issuer' ? issuerAlone(issuer) : undefined;
  const toIssuer = () => usualIssuer && (discovery?.known?.issuer ?? usualIssuer);
  return {
    async get(stale) {
      const metadata = discovery ? await discovered(discovery, stale) : usual;
      if (metadata !== undefined) return { ...metadata, tokenEndpoint: tokenEndpoint ?? metadata.tokenEndpoint };
      throw invalidConfig(
        'pingam',
        'The option `baseUrl` is missing. Introspection, revocation and `metadata()` need it',
      );
    },
    // The document can spell the issuer in another way than the options do.
    tokenEndpoint: usualIssuer && discovery ? undefined : endpoint,
    // A discovered URL is the text that AM expects. Of a URL from the options, AM may expect another spelling.
    audience: () => toIssuer() ?? (endpoint === undefined ? discovery?.known?.tokenEndpoint : ownSpellings(endpoint)),
    // OpenAM expects the endpoint that is called, AM's pages say the token endpoint.
    audienceAt: (url, token) => toIssuer() ?? [...ownSpellings(token), ...ownSpellings(url)],
  };
}

/** The issuer as AM writes it, except for the port. */
function issuerAlone(issuer: string | undefined): string {
  if (issuer !== undefined) return withoutTopRealm(issuer);
  throw invalidConfig('pingam', "The option `audience` can be `'issuer'` only with `baseUrl` or `discovery`");
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
