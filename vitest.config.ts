import { defineConfig } from 'vitest/config';

/** Every package's own `vitest.config.ts` exports this one, so that `vitest` and editors work inside a package too. */
export const packageConfig = defineConfig({
  // Tests run from the sources of every workspace package: no build is needed before a test.
  ssr: { resolve: { conditions: ['@grantkit/source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Tests wait for events, never for time: this only ends one that hangs, on however busy a machine.
    testTimeout: 60_000,
    // A failing assertion about a secret must show in the log, an unhandled rejection must fail the run.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});

// At the root: all packages in one run, which `pnpm test:watch` keeps going.
export default defineConfig({ test: { projects: ['{packages,apps}/*/vitest.config.ts'] } });
