/** Chance that is the same at every start: a linear congruential generator (Numerical Recipes). */
export interface Chance {
  /** From 0 to below 1. */
  next: () => number;
  below: (limit: number) => number;
  between: (low: number, high: number) => number;
  pick: <T>(choices: readonly T[]) => T;
  /** True in this share of the calls. */
  happens: (share: number) => boolean;
}

export const createChance = (seed: number): Chance => {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + Math.floor(next() * (high - low)),
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('nothing to choose from');
      return choice;
    },
    happens: (share) => next() < share,
  };
};
