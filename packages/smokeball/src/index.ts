// The part of core that applications need. Without it, they would have to install core too. See decision 0020.
export * from '@grantkit/core/application';
export type { SmokeballApiKey } from './api-key.ts';
export type { SmokeballEnvironment, SmokeballRegion } from './hosts.ts';
export type { ListRecords, ListRecordsOptions, SmokeballLists } from './list-records.ts';
export { type SmokeballProblem, smokeballProblem } from './problem.ts';
export { createSmokeball, type SmokeballClient, type SmokeballOptions } from './smokeball.ts';
export {
  type SmokeballWebhookHeaders,
  type SmokeballWebhookOptions,
  verifySmokeballWebhook,
} from './verify-webhook.ts';
