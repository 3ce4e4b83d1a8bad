import { type AuthorizedClient, GrantError } from '@grantkit/core';
import * as v from 'valibot';

/** Options of one {@link ListRecords} call. */
export interface ListRecordsOptions {
  /** The number of records per page. Smokeball allows at most 500. @default 500 */
  readonly limit?: number | undefined;
  /** Aborts the requests of the list, which then throws the signal's reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the records of a list, page by page, to its end. The caller names the type of a record, and nothing checks it.
 *
 * Besides the errors below it throws what `api` throws, such as `HTTPError` for a reply that is not a success.
 *
 * @throws {GrantError} `invalid_response` if a page is not a page of a list, or if its link leads to another origin or
 * to a page that was already read; the codes of `token()` if there is no token.
 * @see https://docs.smokeball.com/docs/api-docs/ivmfjbc61tvjs-making-requests
 */
export type ListRecords = <Item = unknown>(path: string, options?: ListRecordsOptions) => AsyncGenerator<Item, void>;

/** The members that a client of Smokeball has in addition to core's, in every scope. */
export interface SmokeballLists {
  /**
   * Reads a list, page by page, to its end.
   *
   * @example
   * ```ts
   * import { createSmokeball } from '@grantkit/smokeball';
   *
   * const smokeball = createSmokeball({ region: 'au', clientId: 'id', clientSecret: 'secret', apiKey: 'api-key' });
   * for await (const matter of smokeball.scoped('matters/read').list('matters')) console.log(matter);
   * ```
   */
  readonly list: ListRecords;
}

/** The part of a page that the list reads. */
interface Page<Item> {
  readonly value: readonly Item[];
  readonly next?: { readonly href?: string | null } | null;
}

const PageSchema = v.object({
  value: v.array(v.unknown()),
  next: v.nullish(v.object({ href: v.nullish(v.string()) })),
});

function undefinedIfNotJson(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) throw error;
}

function readPage<Item>(page: Page<Item> | undefined): { value: readonly Item[]; next: string | undefined } {
  if (page === undefined || !v.is(PageSchema, page))
    throw invalidPage(
      'A page of the list must be JSON with an array `value`, and the link to the next page, if any, in `next.href`',
      'Check that the path belongs to a list, and look for a proxy or a login page.',
    );
  return { value: page.value, next: page.next?.href ?? undefined };
}

function invalidPage(summary: string, hint: string): GrantError {
  return new GrantError({ code: 'invalid_response', provider: 'smokeball', summary, hint });
}

export function listRecords(client: AuthorizedClient, apiBaseUrl: string): ListRecords {
  const { origin } = new URL(apiBaseUrl);

  return async function* list<Item>(path: string, { limit = 500, signal }: ListRecordsOptions = {}) {
    const { api } = client;
    const options = signal === undefined ? {} : { signal };
    let reply = await api.get<Page<Item>>(path, { ...options, searchParams: { limit } });
    const seen = new Set([reply.url]);
    for (;;) {
      const { value, next } = readPage(await reply.json().catch(undefinedIfNotJson));
      yield* value;
      if (next === undefined) return;
      // Otherwise a link in a reply could lead the list to another server, or make it endless.
      if (!URL.canParse(next) || new URL(next).origin !== origin || seen.has(next)) {
        throw invalidPage(
          'The link to the next page must be an absolute URL at the origin of the API, and lead to a new page',
          'No request was sent there. If `apiBaseUrl` is a gateway, it must rewrite the links in replies.',
        );
      }
      seen.add(next);
      reply = await api.get<Page<Item>>(new URL(next), options);
    }
  };
}
