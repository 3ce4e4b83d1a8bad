import {
  type AccessToken,
  type Explanation,
  type GrantError,
  type GrantEvent,
  isGrantError,
  type TokenCache,
} from '@grantkit/core';
import { callApi } from './api-call.ts';
import type { Connection } from './connection.ts';
import { recordUrls } from './recording-fetch.ts';

/** What became of one provider. */
export interface Result {
  readonly connection: Connection;
  /** `undefined` where no client could be made. */
  readonly explanation: Explanation | undefined;
  /** How many token requests {@link callers} concurrent callers cost. */
  readonly tokenRequests: number;
  readonly outcome: Granted | GrantError;
}

export interface Granted {
  readonly token: AccessToken;
  /** Where tokens came from, in the order in which they did. */
  readonly origins: readonly TokenOrigin[];
  readonly apiCall: string;
}

export type TokenOrigin = 'requested' | 'memory' | 'cache';

export const callers = 100;

export async function tryOut(connection: Connection, cache: TokenCache): Promise<Result> {
  const { fetch, urls } = recordUrls();
  const events: GrantEvent[] = [];
  const wiring = { cache, fetch, onEvent: (event: GrantEvent) => events.push(event) };
  let explanation: Explanation | undefined;
  const countTokenRequests = () => urls.filter((url) => url === explanation?.tokenEndpoint).length;
  try {
    const client = connection.createClient(wiring);
    explanation = client.explain();
    await Promise.all(Array.from({ length: callers }, () => client.token()));
    const tokenRequests = countTokenRequests();
    const apiCall = await callApi(client, connection.apiPath);
    // As the next job or request handler would, which knows the first client only by the cache that they share.
    const token = await connection.createClient(wiring).token();
    return { connection, explanation, tokenRequests, outcome: { token, origins: originsOf(events), apiCall } };
  } catch (error) {
    if (!isGrantError(error)) throw error;
    return { connection, explanation, tokenRequests: countTokenRequests(), outcome: error };
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
