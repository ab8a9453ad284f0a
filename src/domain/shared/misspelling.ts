/** Finds names that are probably meant to be others: `TRUSTED_PROXY_COUT` for `TRUSTED_PROXY_COUNT`. */

/** Of the environment. Shorter names have neighbours of other programs: HOST and HOME, PORT and POST. */
const LENGTH_MIN = 8;
const LENGTH_OF_TWO_MISTAKES = 12;

/**
 * The known name that was meant, or undefined. A name counts as misspelt if it differs from a known one by
 * case, by `-` for `_`, or by one mistake (two in a long name): a letter too many, missing, wrong, or swapped
 * with the next.
 */
export const findIntended = (
  name: string,
  known: readonly string[],
  lengthMin = LENGTH_MIN,
): string | undefined => {
  if (known.includes(name)) return undefined;
  const written = comparable(name);
  return known.find((candidate) => {
    if (candidate.length < lengthMin) return false;
    const mistakeCountMax = candidate.length < LENGTH_OF_TWO_MISTAKES ? 1 : 2;
    return (
      Math.abs(candidate.length - written.length) <= mistakeCountMax &&
      countMistakes(written, comparable(candidate)) <= mistakeCountMax
    );
  });
};

const comparable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** Optimal string alignment distance. In: two short texts. */
const countMistakes = (left: string, right: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped =
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
