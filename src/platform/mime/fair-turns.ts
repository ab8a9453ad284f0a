/** Shares what runs at the same time between companies: one that sends much does not make the others wait for all of it. */

export interface FairTurns {
  /** Waits for a turn. Call the result once, at the end. */
  take: (companyId: number) => Promise<() => void>;
}

/**
 * A free turn goes to the company with the fewest running turns; among those, to the one that had none for longest;
 * within a company, first come, first served.
 */
export const createFairTurns = (count: number): FairTurns => {
  const waiting: { companyId: number; start: () => void }[] = [];
  /** Of companies that run or wait. */
  const companies = new Map<number, { runningCount: number; servedAt: number }>();
  let freeCount = count;
  let servedCount = 0;

  const of = (companyId: number) => companies.get(companyId) ?? { runningCount: 0, servedAt: 0 };

  const nextIndex = (): number => {
    const [first] = waiting
      .map(({ companyId }, index) => ({ index, ...of(companyId) }))
      .sort((a, b) => a.runningCount - b.runningCount || a.servedAt - b.servedAt);
    return first?.index ?? 0;
  };

  const startNext = (): void => {
    while (freeCount > 0 && waiting.length > 0) {
      const [next] = waiting.splice(nextIndex(), 1);
      if (next === undefined) return;
      freeCount -= 1;
      servedCount += 1;
      const { runningCount } = of(next.companyId);
      companies.set(next.companyId, { runningCount: runningCount + 1, servedAt: servedCount });
      next.start();
    }
  };

  const end = (companyId: number): void => {
    const { runningCount, servedAt } = of(companyId);
    const isWaiting = waiting.some((one) => one.companyId === companyId);
    if (runningCount === 1 && !isWaiting) companies.delete(companyId);
    else companies.set(companyId, { runningCount: runningCount - 1, servedAt });
    freeCount += 1;
    startNext();
  };

  return {
    take: async (companyId) => {
      await new Promise<void>((start) => {
        waiting.push({ companyId, start });
        startNext();
      });
      return () => end(companyId);
    },
  };
};
