import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from '../support/until.ts';

const MINUTE_MS = 60_000;

/** `npm run test:n8n`. Its files are no *.test.ts, so that `npm test` leaves them alone: n8n is a long install. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.n8n.ts'],
    globalSetup: ['../support/global-setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 10 * MINUTE_MS, // n8n 2.x publishes each flow in a process of its own
    hookTimeout: 30 * MINUTE_MS, // the first run installs n8n
    teardownTimeout: MINUTE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
