import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** `npm run test:clients`. Its files are no *.test.ts, so that `npm test` leaves them alone: they install generators. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.clients.ts'],
    globalSetup: ['../support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 5 * MINUTE_MS,
    hookTimeout: 5 * MINUTE_MS,
  },
});
