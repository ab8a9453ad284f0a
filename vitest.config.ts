import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'console/test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    // One process per file: the Temporal core and the connection pools of one file never meet another's.
    pool: 'forks',
    testTimeout: MINUTE_MS,
    hookTimeout: MINUTE_MS,
    teardownTimeout: MINUTE_MS,
  },
});
