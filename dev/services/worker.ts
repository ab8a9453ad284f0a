/** As production starts a worker (docs/operations.md, "Growing"): test/operations/composition.test.ts compares. */
export const WORKER_HEAP_FLAG = '--max-semi-space-size=16';
