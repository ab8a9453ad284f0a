/** What a person changed of a text. Pure. */

export interface Part {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Above it a change is shown as a whole: the table would be too large. */
const TOKEN_COUNT_MAX = 1500;

/** Words and what is between them. */
const tokensOf = (text: string): string[] =>
  text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

/** A line that keeps less of its letters is another one: single words that both have by chance would hide what it says. */
const KEPT_SHARE_MIN = 0.5;

/** Line by line, and within a line that was changed word by word. */
export const diffOf = (before: string, after: string): Part[] => {
  const parts: Part[] = [];
  let [old, fresh] = ['', ''];
  const end = (): void => {
    parts.push(...changeOf(old, fresh));
    [old, fresh] = ['', ''];
  };
  for (const { kind, text } of diffOfTokens(linesOf(before), linesOf(after))) {
    if (kind === 'removed') old += text;
    else if (kind === 'added') fresh += text;
    else {
      end();
      parts.push(same(text));
    }
  }
  end();
  return joined(parts);
};

const linesOf = (text: string): string[] => text.match(/\n+|[^\n]+/g) ?? [];

const changeOf = (before: string, after: string): Part[] => {
  const words = diffOfTokens(tokensOf(before), tokensOf(after));
  const kept = lettersOf(words.flatMap(({ kind, text }) => (kind === 'same' ? [text] : [])).join());
  const isKept = kept >= KEPT_SHARE_MIN * Math.max(lettersOf(before), lettersOf(after));
  return isKept ? words : [removed(before), added(after)].filter(({ text }) => text !== '');
};

const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

const diffOfTokens = (one: readonly string[], other: readonly string[]): Part[] => {
  const start = sharedLength(one, other);
  const end = sharedLength(one.slice(start).toReversed(), other.slice(start).toReversed());
  return [
    ...one.slice(0, start).map(same),
    ...between(one.slice(start, one.length - end), other.slice(start, other.length - end)),
    ...one.slice(one.length - end).map(same),
  ];
};

const same = (text: string): Part => ({ kind: 'same', text });
const removed = (text: string): Part => ({ kind: 'removed', text });
const added = (text: string): Part => ({ kind: 'added', text });

const sharedLength = (one: readonly string[], other: readonly string[]): number => {
  const at = one.findIndex((token, index) => token !== other[index]);
  return at === -1 ? one.length : at;
};

/** By the longest common subsequence. */
const between = (one: readonly string[], other: readonly string[]): Part[] => {
  if (one.length > TOKEN_COUNT_MAX || other.length > TOKEN_COUNT_MAX) {
    return [...one.map(removed), ...other.map(added)];
  }
  const lengths = commonLengths(one, other);
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  const parts: Part[] = [];
  let [row, column] = [0, 0];
  while (row < one.length || column < other.length) {
    const [old, fresh] = [one[row], other[column]];
    if (old !== undefined && old === fresh) {
      parts.push(same(old));
      row += 1;
      column += 1;
    } else if (
      old !== undefined &&
      (fresh === undefined || at(row + 1, column) >= at(row, column + 1))
    ) {
      parts.push(removed(old));
      row += 1;
    } else {
      parts.push(added(fresh ?? ''));
      column += 1;
    }
  }
  return parts;
};

/** `[row][column]`: of what follows both. */
const commonLengths = (one: readonly string[], other: readonly string[]): Uint16Array[] => {
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let row = one.length - 1; row >= 0; row -= 1) {
    const [current, below] = [lengths[row], lengths[row + 1]];
    if (current === undefined || below === undefined) continue;
    for (let column = other.length - 1; column >= 0; column -= 1) {
      current[column] =
        one[row] === other[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, current[column + 1] ?? 0);
    }
  }
  return lengths;
};

/** Neighbours of one kind are one part. */
const joined = (parts: readonly Part[]): Part[] =>
  parts.reduce<Part[]>((all, part) => {
    const last = all.at(-1);
    if (last?.kind === part.kind) last.text += part.text;
    else all.push({ ...part });
    return all;
  }, []);
