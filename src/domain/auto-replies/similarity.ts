/**
 * How much of what the model wrote was sent: the words that both have in common, in their order, of the words of the
 * longer one. 1: unchanged; 0: nothing is left. The longest common subsequence of words, bounded.
 */

const WORD_COUNT_MAX = 600;

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, WORD_COUNT_MAX);

export const similarityOf = (draft: string, sent: string): number => {
  const [one, other] = [wordsOf(draft), wordsOf(sent)];
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 1 : commonLength(one, other) / longest;
};

const commonLength = (one: readonly string[], other: readonly string[]): number => {
  let row = Array.from({ length: other.length + 1 }, () => 0);
  for (const word of one) {
    const next = [0];
    for (const [index, candidate] of other.entries()) {
      next.push(
        word === candidate
          ? (row[index] ?? 0) + 1
          : Math.max(row[index + 1] ?? 0, next[index] ?? 0),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
