import { type AuthorizationServer, createAuthorizationServer } from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import { type AcmeOptions, createAcme } from '../src/index.ts';
import { dialect } from './acme-dialect.ts';

export const credentials = { clientId: 'client-id', clientSecret: 'client-secret' } as const;

export interface Started {
  readonly server: AuthorizationServer;
  readonly client: ReturnType<typeof createAcme>;
}

/** A fake server with Acme's dialect, and a client of it. */
export async function startAcme(options: Partial<AcmeOptions> = {}): Promise<Started> {
  const server = await createAuthorizationServer({ dialect, clients: [credentials] });
  onTestFinished(() => server.close());
  const { tokenEndpoint, url: apiBaseUrl } = server;
  return { server, client: createAcme({ ...credentials, tokenEndpoint, apiBaseUrl, ...options }) };
}
