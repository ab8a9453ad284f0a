/** Bounds the memory of what runs at the same time. First come, first served. */

export interface ByteSemaphore {
  /** Waits for its share; more than there is, is all there is. Call the result once, at the end. */
  take: (sizeBytes: number) => Promise<() => void>;
}

export const createByteSemaphore = (totalBytes: number): ByteSemaphore => {
  const waiting: { share: number; start: () => void }[] = [];
  let freeBytes = totalBytes;

  const startNext = (): void => {
    for (let next = waiting[0]; next !== undefined && next.share <= freeBytes; next = waiting[0]) {
      waiting.shift();
      freeBytes -= next.share;
      next.start();
    }
  };

  return {
    take: async (sizeBytes) => {
      const share = Math.min(sizeBytes, totalBytes);
      await new Promise<void>((start) => {
        waiting.push({ share, start });
        startNext();
      });
      return () => {
        freeBytes += share;
        startNext();
      };
    },
  };
};
