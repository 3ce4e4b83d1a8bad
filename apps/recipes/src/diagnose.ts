import type { IssuerClient } from '@grantkit/issuer';

/** Prints why a client has no token. */
export async function diagnose(client: IssuerClient): Promise<void> {
  await client.token().catch(() => {}); // `explain()` has the failure.
  console.log(client.explain());
}
