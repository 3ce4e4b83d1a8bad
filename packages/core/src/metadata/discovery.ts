import { defaultMaxRetryAfter, defaultTimeout } from '../contract/client-options.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import { untilAborted } from '../platform/abort.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
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
  /** @default the runtime's clock */
  readonly clock?: Clock | undefined;
  /** How long one request may take, in ms; `fetchDocument` limits it. @default 10 000 */
  readonly timeout?: number | undefined;
  /** The longest `Retry-After` of the document that is obeyed, in ms. @default 300 000 */
  readonly maxRetryAfter?: number | undefined;
  /** Hands a fetch that no caller waits for to the platform, as {@link ClientOptions.waitUntil} does. @default none */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /** Gets the JSON at a URL, and throws a `GrantError` if it cannot. */
  fetchDocument(url: string): Promise<unknown>;
}

/** The metadata of one server, fetched when it is first needed. */
export interface Discovery {
  /**
   * The metadata. It is fetched once and kept for 24 hours. After that it is fetched again while the old one is used.
   * A failure is thrown again for 1 s, then for 2, 4 … 60 s, or as long as a `Retry-After` asks, before the next request.
   *
   * @param stale a token endpoint that is no longer there. If the kept metadata names this URL, the metadata is fetched
   * again, at most once a minute.
   */
  get(stale?: string): Promise<ServerMetadata>;
  /** The metadata, if it has been fetched. */
  readonly known: ServerMetadata | undefined;
}

interface Known {
  readonly metadata: ServerMetadata;
  /** The number of the attempt that brought it. */
  readonly number: number;
  /** When it was brought, on both clocks. */
  readonly at: number;
  readonly wallAt: number;
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
  const { clock = systemClock, timeout = defaultTimeout, maxRetryAfter = defaultMaxRetryAfter, urls, waitUntil } = plan;
  let known: Known | undefined;
  let failed: { readonly error: unknown; readonly pause: number; readonly until: number } | undefined;
  /** The number of attempts, and when the last one started. */
  let attempts = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let ask = prepare();

  async function attempt(): Promise<ServerMetadata> {
    const retryAfter = failed === undefined ? 0 : failed.until - clock.monotonic();
    if (retryAfter > 0) throw remembered(failed?.error, retryAfter);
    const pause = Math.min(longestPause, (failed?.pause ?? firstPause / 2) * 2);
    attempts += 1;
    const number = attempts;
    askedAt = clock.monotonic();
    try {
      const metadata = await discover(plan);
      ask = prepare();
      failed = undefined;
      // In Workers, and after a long wait, a newer attempt may have ended before this one.
      if (known === undefined || number > known.number) {
        known = { metadata, number, at: clock.monotonic(), wallAt: clock.now() };
      }
      return metadata;
    } catch (error) {
      const asked = isGrantError(error) ? Math.min(error.retryAfter ?? 0, maxRetryAfter) : 0;
      const until = Math.max(failed?.until ?? 0, clock.monotonic() + Math.max(pause, asked));
      if (known === undefined) failed = { error, pause, until };
      throw error;
    }
  }

  function prepare(): () => Promise<ServerMetadata> {
    return memoizeSuccess(attempt, { clock, timeout: timeout * urls.length });
  }

  /** Waits for newer metadata, but not so long that the caller's own deadline passes. */
  async function renewed(current: ServerMetadata): Promise<ServerMetadata> {
    const enough = new AbortController();
    const cancel = clock.after(timeout / 4, () => enough.abort());
    return untilAborted(ask(), enough.signal)
      .catch(() => current)
      .finally(cancel);
  }

  return {
    get known() {
      return known?.metadata;
    },
    async get(stale) {
      if (known === undefined) return ask();
      const { metadata, at, wallAt } = known;
      if (clock.monotonic() - askedAt < minute) return metadata;
      if (stale === metadata.tokenEndpoint) return renewed(metadata);
      // Callers get the old metadata, so a server that is down fails no call.
      if (Math.max(clock.monotonic() - at, clock.now() - wallAt) >= day) {
        const work = ask().catch(() => {});
        (async () => waitUntil?.(work))().catch(() => {});
      }
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
      // 501 means that the server does not know this URL, not that it is down.
      if (!isGrantError(error) || (error.retryable && error.status !== 501)) throw error;
      // Any other error explains more than the 404 of the other URL. After two 404, the first URL is the usual one.
      if (!isGrantError(failure) || (failure.code === 'not_found' && error.code !== 'not_found')) failure = error;
    }
  }
  throw failure;
}

async function fetchDocument(url: string, plan: DiscoveryPlan): Promise<unknown> {
  try {
    return await plan.fetchDocument(url);
  } catch (error) {
    if (!isGrantError(error)) throw error;
    const hint = error.retryable ? error.hint : [error.hint, `Open ${url}. ${plan.advice}`].filter(Boolean).join(' ');
    throw new GrantError({ ...error, summary: `${error.summary}, so the client has no metadata document`, hint });
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
      slash ? `Use ${issuer}, exactly as the document spells it. ${advice}` : advice,
    );
  }
  // Not `jwksUri`: no credential goes there.
  const { tokenEndpoint, introspectionEndpoint, revocationEndpoint } = metadata;
  const allowed = [new URL(url).origin, ...endpointOrigins];
  for (const endpoint of [tokenEndpoint, introspectionEndpoint, revocationEndpoint]) {
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
