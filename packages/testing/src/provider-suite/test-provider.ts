import { apiReplyTests } from './api-replies.ts';
import { apiRequestTests } from './api-requests.ts';
import { failureTests } from './failures.ts';
import { hostTests } from './hosts.ts';
import { isolationTests } from './isolation.ts';
import { checkCredentials } from './leak-search.ts';
import { leakTests } from './leaks.ts';
import { lifetimeTests } from './lifetimes.ts';
import { optionTests } from './option-errors.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { passedOnTests } from './passed-on.ts';
import { readmeTests } from './readme.ts';
import { redirectTests } from './redirects.ts';
import { refusalTests } from './refusals.ts';
import { scopedTests } from './scoped.ts';
import { createSuiteBed } from './suite-bed.ts';
import { endsInTime } from './time-limit.ts';
import { tokenCallTests } from './token-calls.ts';
import { tokenRequestTests } from './token-requests.ts';

/**
 * Registers the conformance suite for an adapter of Grantkit on a test runner.
 *
 * There is one named test for each promise of an adapter. Each test starts its own fake server on loopback, and moves
 * its own clock. The suite calls no other host.
 *
 * @throws TypeError if a credential is too short to be searched for.
 *
 * @example
 * ```ts
 * import { type ClientOptions, clientSecretPost, createProviderClient, parseOptions, tokenEndpointUrl } from '@grantkit/core';
 * import { testProvider } from '@grantkit/testing';
 * import { describe, test } from 'vitest';
 *
 * function createAcme(options: ClientOptions & { readonly tokenEndpoint?: string }) {
 *   const { tokenEndpoint, ...common } = parseOptions('acme', { tokenEndpoint: tokenEndpointUrl() }, options);
 *   return createProviderClient({ name: 'acme', tokenEndpoint, clientAuth: clientSecretPost() }, common);
 * }
 *
 * testProvider('acme', {
 *   runner: { describe, test },
 *   create: createAcme,
 *   pointAt: ({ tokenEndpoint }) => ({ tokenEndpoint }),
 *   dialect: 'rfc6749',
 *   auth: 'post',
 *   apiToken: false,
 *   refusals: [{ answer: { status: 403, body: { error: 'invalid_client' } }, code: 'invalid_client' }],
 * });
 * ```
 */
export function testProvider(name: string, options: ProviderSuiteOptions): void {
  const { describe, test } = options.runner;
  checkCredentials(options);
  const parts = [
    tokenRequestTests,
    lifetimeTests,
    redirectTests,
    refusalTests,
    failureTests,
    leakTests,
    isolationTests,
    passedOnTests,
    tokenCallTests,
    hostTests,
    scopedTests,
    apiRequestTests,
    apiReplyTests,
    optionTests,
    readmeTests,
  ];
  describe(name, () => {
    for (const tests of parts) {
      for (const [title, run] of Object.entries(tests(options))) {
        test(title, async () => {
          const bed = await createSuiteBed(options);
          try {
            await endsInTime(title, () => Promise.race([run(bed), bed.strayed]));
          } finally {
            await bed.close();
          }
        });
      }
    }
  });
}
