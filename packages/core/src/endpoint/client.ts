import type { Provider } from '../contract/provider.ts';
import type { Clock } from '../platform/clock.ts';
import type { Refusals } from './refused-credentials.ts';
import type { SecretRing } from './secret-ring.ts';

/** What all token sources of one client share. */
export interface Client {
  readonly provider: Provider;
  readonly clientId: string;
  readonly secrets: SecretRing;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}
