import type { AccessToken } from '@grantkit/core';
import type { Checks } from './checks.ts';
import type { SoakClient } from './clients.ts';
import type { Ledger } from './ledger.ts';

/** Checks the tokens that calls return. */
export interface TokenCheck {
  /** Takes a token at the moment when a call has returned it. `start` is when the call began, in monotonic ms. */
  returned(token: AccessToken, soakClient: SoakClient, start: number): void;
  /** Notes that `invalidate` of this client has ended. */
  invalidated(token: AccessToken, soakClient: SoakClient): void;
}

/**
 * In ms. The server notes a reply as sent when its bytes have been handed to the system, and the client reads them in a
 * later turn of the same event loop.
 */
const delivery = 100;

/** Fewer than the eight that the engine remembers: those that the API rejects take places there too. */
const mostInvalidated = 4;

export function createTokenCheck(ledger: Ledger, checks: Checks): TokenCheck {
  const invalidated = new Map<SoakClient, Map<string, number>>();
  return {
    returned({ accessToken }, soakClient, start) {
      const now = performance.now();
      const { name, clientId } = soakClient;
      const entry = ledger.find(accessToken);
      if (entry?.clientId !== clientId) {
        checks.fail('expired', `${name} got a token that was never granted to it, or more than a minute ago`);
        return;
      }
      // One expired token is allowed: one that died on its way, for a caller who was waiting for it already.
      // `clocks.test.ts`: "a token that died on its way is handed to those who waited, and to nobody after them". On
      // loopback a token is on its way from its grant, from which the server counts its life, until the reply is
      // written. The wait for a hanging cache after that is allowed to the same callers.
      const waitedForIt = start <= (entry.sentAt ?? now) + delivery;
      if (now >= entry.expiresAt && !waitedForIt) {
        const [late, asked] = [now - entry.expiresAt, start - entry.grantedAt].map(Math.round);
        checks.fail('expired', `${name} got a token ${late} ms after its end, in a call ${asked} ms after its grant`);
      }
      if (start > (invalidated.get(soakClient)?.get(accessToken) ?? Number.POSITIVE_INFINITY)) {
        checks.fail('invalidated', `${name} got a token again ${Math.round(now - entry.grantedAt)} ms after its grant`);
      }
    },
    invalidated({ accessToken }, soakClient) {
      const own = invalidated.get(soakClient) ?? new Map<string, number>();
      invalidated.set(soakClient, own);
      if (!own.has(accessToken)) own.set(accessToken, performance.now());
      const [oldest] = own.keys();
      if (own.size > mostInvalidated && oldest !== undefined) own.delete(oldest);
    },
  };
}
