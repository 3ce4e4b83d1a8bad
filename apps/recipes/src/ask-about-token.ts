import type { PingAmClient } from '@grantkit/pingam';

/** Asks AM whether a token is active and has the scope. Each call is one request, with the API's own credentials. */
export async function isGoodFor(pingam: PingAmClient, token: string, scope: string): Promise<boolean> {
  const { active, scope: granted = [] } = await pingam.introspect(token);
  return active && granted.includes(scope);
}
