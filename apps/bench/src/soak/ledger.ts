/** A token as the server sees it. The times are in monotonic ms. */
export interface LedgerEntry {
  readonly clientId: string;
  readonly grantedAt: number;
  readonly expiresAt: number;
  /** When the reply with the token had been written to the socket; `undefined` before that. */
  sentAt: number | undefined;
}

/** The server's own account of what it granted. */
export interface Ledger {
  /** Grants a token whose life starts now. */
  grant(clientId: string, lifetime: number): string;
  sent(token: string): void;
  find(token: string): LedgerEntry | undefined;
}

const kept = 60_000;

export function createLedger(): Ledger {
  const entries = new Map<string, LedgerEntry>();
  return {
    grant(clientId, lifetime) {
      const now = performance.now();
      // The oldest entries come first. Without this the heap would grow with the length of the run.
      for (const [token, { grantedAt }] of entries) {
        if (grantedAt > now - kept) break;
        entries.delete(token);
      }
      const token = `SoakToken-${crypto.randomUUID()}`;
      entries.set(token, { clientId, grantedAt: now, expiresAt: now + lifetime, sentAt: undefined });
      return token;
    },
    sent(token) {
      const entry = entries.get(token);
      if (entry !== undefined) entry.sentAt ??= performance.now();
    },
    find: (token) => entries.get(token),
  };
}
