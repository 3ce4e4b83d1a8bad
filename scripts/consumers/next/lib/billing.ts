import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createIssuerClient, type IssuerClient } from '@grantkit/issuer';
import { after } from 'next/server';

export interface Invoice {
  readonly id: string;
  readonly total: number;
}

// Next.js can load this module several times in one process: for pages, for Route Handlers, and after each change in
// development. Without `globalThis`, each of them would have its own client and token.
const kept = globalThis as { billing?: IssuerClient };

// Token requests run outside all pages. Otherwise Next.js would forbid them in a static page.
const outsidePages = AsyncLocalStorage.snapshot();

/** The client of the billing API. Created at the first call, because `next build` loads this module without secrets. */
export function billing(): IssuerClient {
  kept.billing ??= outsidePages(() =>
    createIssuerClient({
      issuer: process.env.ISSUER,
      clientId: process.env.CLIENT_ID ?? '',
      clientSecret: process.env.CLIENT_SECRET,
      apiBaseUrl: process.env.BILLING_URL,
      waitUntil: after, // Otherwise a platform that freezes functions after the reply would stop a background renewal.
    }),
  );
  return kept.billing;
}
