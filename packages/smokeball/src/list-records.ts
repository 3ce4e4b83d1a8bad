import { GrantError, type ProviderClient } from '@grantkit/core';
import * as v from 'valibot';

/** Options of {@link ListRecords}. */
export interface ListRecordsOptions {
  /** Records per page, 500 at most. @default 500 */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a list to its end, page by page.
 *
 * @throws what `ky` throws; {@link GrantError} `invalid_response` where a page leads to another origin, or nowhere new.
 * @see https://docs.smokeball.com/docs/api-docs/ivmfjbc61tvjs-making-requests
 */
export type ListRecords = <Item = unknown>(path: string, options?: ListRecordsOptions) => AsyncGenerator<Item, void>;

/** The part of a page that counts. The records are what the caller says they are. */
interface Page<Item> {
  readonly value: readonly Item[];
  readonly next?: { readonly href?: string | null } | null;
}

const PageSchema = v.object({
  value: v.array(v.unknown()),
  next: v.nullish(v.object({ href: v.nullish(v.string()) })),
});

function readPage<Item>(page: Page<Item>): { value: readonly Item[]; next: string | undefined } {
  if (!v.is(PageSchema, page)) throw invalidPage('A page of the list has no such shape');
  return { value: page.value, next: page.next?.href ?? undefined };
}

function invalidPage(summary: string): GrantError {
  return new GrantError({ code: 'invalid_response', provider: 'smokeball', summary });
}

export function listRecords({ api }: ProviderClient, apiBaseUrl: string): ListRecords {
  const { origin } = new URL(apiBaseUrl);

  return async function* list<Item>(path: string, { limit = 500, signal }: ListRecordsOptions = {}) {
    const options = signal === undefined ? {} : { signal };
    let reply = await api.get<Page<Item>>(path, { ...options, searchParams: { limit } });
    const seen = new Set([reply.url]);
    for (;;) {
      const { value, next } = readPage(await reply.json());
      yield* value;
      if (next === undefined) return;
      // Whoever can write a link must neither get to see the token nor keep us running in a circle.
      if (!URL.canParse(next) || new URL(next).origin !== origin || seen.has(next)) {
        throw invalidPage('The next page of the list is not of this API, or has been there before');
      }
      seen.add(next);
      reply = await api.get<Page<Item>>(new URL(next), options);
    }
  };
}
