import type { AuthorizedClient } from '@grantkit/core';
import type { PeerClient } from './peer.ts';

/** What the benchmarks call of any client of Grantkit. */
export function grantkitClient(client: AuthorizedClient): PeerClient {
  return {
    token: () => client.token(),
    accessToken: async (signal) => (await client.token({ signal })).accessToken,
    request: () => client.token({ forceRefresh: true }),
    callApi: async (path) => (await client.fetch(path)).json(),
  };
}
