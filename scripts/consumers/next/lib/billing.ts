import 'server-only';
import { createIssuerClient, type IssuerClient } from '@grantkit/issuer';

// Next.js can load this module several times in one process: for pages, for Route Handlers, and after each change in
// development. Kept here, all of them share one client and its token.
const kept = globalThis as { billing?: IssuerClient };

/** The client of the billing API. It is made at the first call, because `next build` loads this module without secrets. */
export function billing(): IssuerClient {
  kept.billing ??= createIssuerClient({
    issuer: process.env.ISSUER,
    clientId: process.env.CLIENT_ID ?? '',
    clientSecret: process.env.CLIENT_SECRET,
    apiBaseUrl: process.env.BILLING_URL,
  });
  return kept.billing;
}

export interface Invoice {
  readonly id: string;
  readonly total: number;
}
