import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import { createSmokeball, type SmokeballClient, type SmokeballOptions } from '../src/index.ts';

/** The required options. The secret has the `+` that Cognito's secrets may have. */
export const required = {
  region: 'us',
  clientId: 'djc98u3jiedmi283eu928',
  clientSecret: 'abc+def%01:234',
  apiKey: 'api-key-0f3c',
} as const;

export interface Started {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly smokeball: SmokeballClient;
}

/** A fake server with Smokeball's dialect, and a client of it. */
export async function startSmokeball(options: Partial<SmokeballOptions> = {}): Promise<Started> {
  const clock = createFakeClock();
  const { clientId, clientSecret, apiKey } = required;
  const clients = [{ clientId, clientSecret, scope: ['matters/read', 'documents/write'] }];
  const server = await createAuthorizationServer({ dialect: 'smokeball', clients, apiKey, now: clock.now });
  onTestFinished(() => server.close());
  const { url } = server;
  const smokeball = createSmokeball({ ...required, authBaseUrl: url, apiBaseUrl: url, clock, ...options });
  return { server, clock, smokeball };
}
