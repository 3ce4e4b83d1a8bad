import { defineConfig } from 'vitest/config';

export default defineConfig({
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
