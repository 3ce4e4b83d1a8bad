import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';
import { createPulsoid, type PulsoidClient, type PulsoidOptions } from '../src/index.ts';

/** The credentials in Pulsoid's own example. */
export const credentials = {
  clientId: 'c0403af6-998a-4b22-b08b-cc7329bbdc03',
  clientSecret: 'b2729cb2-a34a-4641-aa92-b66b2d27eabd',
} as const;

export interface Started {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly pulsoid: PulsoidClient;
}

/** A fake server with Pulsoid's dialect, and a client of it. */
export async function startPulsoid(options: Partial<PulsoidOptions> = {}): Promise<Started> {
  const clock = createFakeClock();
  const clients = [{ ...credentials, scope: ['profile:create', 'data:heart_rate:read'] }];
  const server = await createAuthorizationServer({ dialect: 'pulsoid', clients, now: clock.now });
  onTestFinished(() => server.close());
  const { tokenEndpoint, url: apiBaseUrl } = server;
  return { server, clock, pulsoid: createPulsoid({ ...credentials, tokenEndpoint, apiBaseUrl, clock, ...options }) };
}
