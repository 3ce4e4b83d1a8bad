import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createIssuerClient, type IssuerClient } from '@grantkit/issuer';
import { after } from 'next/server';

export interface Invoice {
  readonly id: string;
  readonly total: number;
}

// Next.js can load this module several times in one process: for pages, for Route Handlers, and after each change in
// development. Kept here, all of them share one client and its token.
const kept = globalThis as { billing?: IssuerClient };

// Token requests run outside all pages. Otherwise Next.js would forbid them in a static page.
const outsidePages = AsyncLocalStorage.snapshot();

/** The client of the billing API, made at the first call: `next build` loads this module, perhaps without secrets. */
export function billing(): IssuerClient {
  kept.billing ??= outsidePages(() =>
    createIssuerClient({
      issuer: process.env.ISSUER,
      clientId: process.env.CLIENT_ID ?? '',
      clientSecret: process.env.CLIENT_SECRET,
      apiBaseUrl: process.env.BILLING_URL,
      waitUntil: after, // A background renewal may go on after the reply, also where functions are frozen then.
    }),
  );
  return kept.billing;
}
