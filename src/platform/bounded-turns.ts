/**
 * Bounds what runs at the same time in this process, in all and for each company: one that sends much leaves turns to the
 * others. Nothing waits here, because what waits in an activity occupies a slot of its worker.
 */
export interface BoundedTurns {
  /** Out: to call once, at the end; undefined if no turn is free. */
  tryTake: (companyId: number) => (() => void) | undefined;
}

export interface TurnLimits {
  countMax: number;
  countPerCompanyMax: number;
}

export const createBoundedTurns = ({ countMax, countPerCompanyMax }: TurnLimits): BoundedTurns => {
  const running = new Map<number, number>();
  let runningCount = 0;

  const end = (companyId: number): void => {
    runningCount -= 1;
    const left = (running.get(companyId) ?? 1) - 1;
    if (left === 0) running.delete(companyId);
    else running.set(companyId, left);
  };

  return {
    tryTake: (companyId) => {
      const ofCompany = running.get(companyId) ?? 0;
      if (runningCount >= countMax || ofCompany >= countPerCompanyMax) return undefined;
      runningCount += 1;
      running.set(companyId, ofCompany + 1);
      return () => end(companyId);
    },
  };
};
