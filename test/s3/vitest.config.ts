import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** `npm run test:s3`. Its files are no *.test.ts, so that `npm test` leaves them alone: their server is a long build. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.s3.ts'],
    pool: 'forks',
    testTimeout: MINUTE_MS,
    hookTimeout: MINUTE_MS,
  },
});
