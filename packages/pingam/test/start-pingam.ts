import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import { createPingAm, type PingAmClient, type PingAmMetadata, type PingAmOptions } from '../src/index.ts';

/** The client in the vendor's own example. */
export const credentials = { clientId: 'myClient', clientSecret: 'mySecret' } as const;

export interface Started {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly pingam: PingAmClient;
}

/** A fake server with the dialect of PingAM 8 or OpenAM, and a client of its realm `/alpha`. */
export async function startPingAm(
  options: Partial<PingAmOptions> = {},
  serverOptions: AuthorizationServerOptions = {},
): Promise<Started> {
  const clock = createFakeClock();
  const dialect = serverOptions.dialect ?? 'pingam8';
  const clients = [{ ...credentials, scope: ['write'] }];
  const server = await createAuthorizationServer({ clients, now: clock.now, ...serverOptions, dialect });
  onTestFinished(() => server.close());
  const baseUrl = `${server.url}/${dialect === 'openam' ? 'openam' : 'am'}`;
  const apiBaseUrl = `${server.url}/api`;
  const pingam = createPingAm({ ...credentials, baseUrl, realm: '/alpha', apiBaseUrl, clock, ...options });
  return { server, clock, pingam };
}

/** The URL of the token request of a client with these options. */
export async function tokenUrl(options: Partial<PingAmOptions>): Promise<string | undefined> {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(new Request(input).url);
    return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3599 });
  };
  await createPingAm({ ...credentials, ...options, fetch }).token();
  return urls[0];
}

export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The endpoints of an issuer at the paths that AM's documents give. */
export function usualMetadata(issuer: string): PingAmMetadata {
  return {
    issuer,
    tokenEndpoint: `${issuer}/access_token`,
    introspectionEndpoint: `${issuer}/introspect`,
    revocationEndpoint: `${issuer}/token/revoke`,
    jwksUri: `${issuer}/connect/jwk_uri`,
  };
}
