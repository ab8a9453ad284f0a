import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/support/until.ts';

/** Ends a test that hangs. Each wait within a test ends before it, and says what it waited for. */
const HANGING_MS = 3 * PATIENCE_MS;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'console/test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    // One process per file: the Temporal core and the connection pools of one file never meet another's.
    pool: 'forks',
    // vitest leaves one core free, which its own process hardly uses: of two cores, only one would work.
    maxWorkers: availableParallelism(),
    testTimeout: HANGING_MS,
    hookTimeout: HANGING_MS,
    teardownTimeout: HANGING_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
