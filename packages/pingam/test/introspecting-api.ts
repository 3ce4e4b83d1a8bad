import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Introspection } from '@grantkit/core';
import { onTestFinished } from 'vitest';

export interface IntrospectingApi {
  readonly url: string;
  /** The status of each reply. */
  readonly statuses: readonly number[];
}

/** An API on loopback that asks about each token, and refuses one that is not active as RFC 6750 says. */
export async function startIntrospectingApi(
  introspect: (token: string) => Promise<Introspection>,
): Promise<IntrospectingApi> {
  const statuses: number[] = [];

  async function answer(authorization: string, response: ServerResponse): Promise<void> {
    const { active } = await introspect(authorization.replace(/^Bearer /, ''));
    statuses.push(active ? 200 : 401);
    response.writeHead(active ? 200 : 401, active ? {} : { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
  }

  const server = createServer(({ headers }, response) => {
    answer(headers.authorization ?? '', response).catch((error: Error) => response.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The API has no port');
  return { url: `http://127.0.0.1:${address.port}`, statuses };
}
