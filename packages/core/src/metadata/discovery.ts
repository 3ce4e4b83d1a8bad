import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Clock } from '../platform/clock.ts';
import { memoizeSuccess } from '../platform/memoize.ts';
import { readServerMetadata, type ServerMetadata } from './server-metadata.ts';

/** Where a server's metadata document is, and what to accept of it. */
export interface DiscoveryPlan {
  /** The provider's name, for errors. */
  readonly provider: string;
  /** The URLs at which the document can be, in the order in which they are asked. */
  readonly urls: readonly string[];
  /** The issuers that the document may name: one, or several spellings of it. The first one is shown in errors. */
  readonly issuers: readonly string[];
  /** The origins that an endpoint may have besides the document's own. @default none */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** Whether the client authenticates with a certificate. @default false */
  readonly certificate?: boolean | undefined;
  /** What to do if the document cannot be used, as a sentence. */
  readonly advice: string;
  readonly clock: Clock;
  /** How long callers may share one discovery, in ms. `fetchDocument` limits each request. */
  readonly timeout: number;
  /** Gets the JSON at a URL, and throws a `GrantError` if it cannot. */
  fetchDocument(url: string): Promise<unknown>;
}

/** The metadata of one server, fetched when it is first needed. */
export interface Discovery {
  /**
   * The metadata. It is fetched once and kept for 24 hours. After that it is fetched again while the old one is used.
   * A failure is thrown again for 1 s, then for 2, 4 … 60 s, before the next request.
   *
   * @param stale a token endpoint that is no longer there. If the kept metadata names this URL, the metadata is fetched
   * again, at most once a minute.
   */
  get(stale?: string): Promise<ServerMetadata>;
  /** The metadata, if it has been fetched. */
  readonly known: ServerMetadata | undefined;
}

const day = 86_400_000;
const minute = 60_000;
const firstPause = 1_000;
const longestPause = 60_000;

/**
 * Makes a {@link Discovery}, which finds a server's endpoints in its metadata document. It never guesses an endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export function createDiscovery(plan: DiscoveryPlan): Discovery {
  const { clock } = plan;
  let known: { readonly metadata: ServerMetadata; readonly at: number } | undefined;
  let failed: { readonly error: unknown; readonly pause: number; readonly until: number } | undefined;
  let ask = prepare();

  function prepare(): () => Promise<ServerMetadata> {
    return memoizeSuccess(
      async () => {
        const retryAfter = failed === undefined ? 0 : failed.until - clock.monotonic();
        if (retryAfter > 0) throw remembered(failed?.error, retryAfter);
        try {
          const metadata = await discover(plan);
          known = { metadata, at: clock.monotonic() };
          failed = undefined;
          ask = prepare();
          return metadata;
        } catch (error) {
          // Callers have metadata, so one attempt a minute is enough.
          const pause = known ? minute : Math.min(longestPause, (failed?.pause ?? firstPause / 2) * 2);
          failed = { error, pause, until: clock.monotonic() + pause };
          throw error;
        }
      },
      { clock, timeout: plan.timeout },
    );
  }

  return {
    get known() {
      return known?.metadata;
    },
    async get(stale) {
      if (known === undefined) return ask();
      const { metadata, at } = known;
      const age = clock.monotonic() - at;
      if (stale === metadata.tokenEndpoint && age >= minute) return ask().catch(() => metadata);
      // Callers get the old metadata, so a server that is down fails no call.
      if (age >= day) ask().catch(() => {});
      return metadata;
    },
  };
}

/** Asks one URL after the other. It asks the next one only if this one has no usable document. */
async function discover(plan: DiscoveryPlan): Promise<ServerMetadata> {
  let failure: unknown;
  for (const url of plan.urls) {
    try {
      return usable(await fetchDocument(url, plan), url, plan);
    } catch (error) {
      if (!isGrantError(error) || error.retryable) throw error;
      // The error of an unusable document explains more than the 404 of the other URL.
      if (!isGrantError(failure) || failure.code !== 'invalid_response') failure = error;
    }
  }
  throw failure;
}

async function fetchDocument(url: string, plan: DiscoveryPlan): Promise<unknown> {
  try {
    return await plan.fetchDocument(url);
  } catch (error) {
    if (!isGrantError(error)) throw error;
    throw new GrantError({ ...error, summary: `${error.summary}, so the client has no metadata document` });
  }
}

function usable(document: unknown, url: string, plan: DiscoveryPlan): ServerMetadata {
  const { provider, issuers, endpointOrigins = [], certificate = false, advice } = plan;
  const unusable = (summary: string, next = advice) => {
    const hint = `Open ${url}. ${next}`;
    return new GrantError({ code: 'invalid_response', provider, summary: `The metadata document ${summary}`, hint });
  };
  if (document === undefined) throw unusable('must be JSON');
  const metadata = readServerMetadata(document, certificate);
  if ('problem' in metadata) throw unusable(metadata.problem);
  const { issuer } = metadata;
  const [expected = ''] = issuers;
  if (!issuers.includes(issuer)) {
    // The issuer is shown only if it differs by a slash. Any other text of the server could be harmful.
    const slash = withoutSlash(issuer) === withoutSlash(expected);
    throw unusable(
      `must name the issuer ${expected}${slash ? `, and names ${issuer}` : ''}`,
      slash ? `Set the option \`issuer\` to ${issuer}, exactly as the document spells it.` : advice,
    );
  }
  const { tokenEndpoint, introspectionEndpoint, revocationEndpoint, jwksUri } = metadata;
  const allowed = [new URL(url).origin, ...endpointOrigins];
  for (const endpoint of [tokenEndpoint, introspectionEndpoint, revocationEndpoint, jwksUri]) {
    const origin = endpoint === undefined ? '' : new URL(endpoint).origin;
    if (origin === '' || allowed.includes(origin)) continue;
    throw unusable(
      `names an endpoint at ${origin.slice(0, longestOrigin)}, which the option \`endpointOrigins\` does not allow`,
      'If that origin belongs to the server, add it to `endpointOrigins`.',
    );
  }
  return metadata;
}

// In characters. The server chooses it.
const longestOrigin = 200;

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

function remembered(error: unknown, retryAfter: number): unknown {
  return isGrantError(error) ? new GrantError({ ...error, cached: true, retryAfter }) : error;
}
