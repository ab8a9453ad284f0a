import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** `npm run test:races`. Its files are no *.test.ts, so that `npm test` leaves them alone: they take minutes. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.races.ts'],
    globalSetup: ['../support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 30 * MINUTE_MS,
    hookTimeout: 2 * MINUTE_MS,
  },
});
