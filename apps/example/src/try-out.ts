import {
  type AccessToken,
  type Explanation,
  type GrantError,
  type GrantEvent,
  isGrantError,
  type ProviderClient,
  type TokenCache,
} from '@grantkit/core';
import { callApi } from './api-call.ts';
import type { Connection } from './connections.ts';
import { countTokenRequests } from './token-requests.ts';

/** The results of one provider: a row of the table. */
export interface Result {
  readonly connection: Connection;
  /** The state of the client at the end; `undefined` if no client could be made. */
  readonly explanation: Explanation | undefined;
  /** How many token requests the {@link callers} concurrent callers cost. */
  readonly tokenRequests: number;
  readonly outcome: Granted | GrantError;
}

/** The results of a provider that granted a token. */
export interface Granted {
  readonly token: AccessToken;
  /** Where the tokens came from, in the order of the calls. */
  readonly origins: readonly TokenOrigin[];
  /** The result of the API call, in words. */
  readonly apiCall: string;
}

export type TokenOrigin = 'requested' | 'memory' | 'cache';

/** How many callers ask for a token at the same time. */
export const callers = 100;

/** Gets tokens from one provider, as many callers and as two clients, and calls its API once. */
export async function tryOut(connection: Connection, cache: TokenCache): Promise<Result> {
  const { fetch, count } = countTokenRequests();
  const events: GrantEvent[] = [];
  const shared = { cache, fetch, onEvent: (event: GrantEvent) => events.push(event) };
  let client: ProviderClient | undefined;
  try {
    const first = connection.createClient(shared);
    client = first;
    await Promise.all(Array.from({ length: callers }, () => first.token()));
    const tokenRequests = count();
    const { text: apiCall } = await callApi(first, connection.apiPath);
    // Like the next job or request handler, which shares only the cache with the first client.
    const token = await connection.createClient(shared).token();
    const outcome = { token, origins: originsOf(events), apiCall };
    return { connection, explanation: client.explain(), tokenRequests, outcome };
  } catch (error) {
    if (!isGrantError(error)) throw error;
    return { connection, explanation: client?.explain(), tokenRequests: count(), outcome: error };
  }
}

const origins: Partial<Record<GrantEvent['type'], TokenOrigin>> = {
  requested: 'requested',
  served: 'memory',
  from_cache: 'cache',
};

function originsOf(events: readonly GrantEvent[]): readonly TokenOrigin[] {
  return [...new Set(events.flatMap(({ type }) => origins[type] ?? []))];
}
