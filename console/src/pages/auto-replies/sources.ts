import type { Schemas } from '../../api/client.ts';

/**
 * Which passage says what a statement says, by their words, as the gate of the api compares them. The model names its
 * sources too, but it may be wrong. Pure.
 */

type AutoReply = Schemas['AutoReply'];

export interface Statement {
  text: string;
  /** Places in the citations, from 1. */
  sources: readonly number[];
  /** Why a person must look at it. */
  findings: readonly AutoReply['findings'][number]['code'][];
}

/** Of the words of a statement, those that a passage must have. */
const SHARED_PART_MIN = 0.6;
const STEM_LENGTH = 5;

const wordsOf = (text: string): string[] =>
  (
    text
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/\p{N}+|\p{L}{4,}/gu) ?? []
  ).map((word) => word.slice(0, STEM_LENGTH));

const saysSame = (
  statement: readonly string[],
  { text, title }: AutoReply['citations'][number],
): boolean => {
  if (statement.length === 0) return false;
  const known = new Set(wordsOf(`${title} ${text}`));
  const found = statement.filter((word) => known.has(word)).length;
  return found / statement.length >= SHARED_PART_MIN;
};

/** The statements of a draft: its paragraphs. */
export const statementsOf = ({
  text,
  citations,
  findings,
}: Pick<AutoReply, 'text' | 'citations' | 'findings'>): Statement[] =>
  text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const words = wordsOf(part);
      return {
        text: part,
        sources: citations.flatMap((citation, place) =>
          saysSame(words, citation) ? [place + 1] : [],
        ),
        findings: findings
          .filter((finding) => finding.text !== null && part.includes(finding.text.trim()))
          .map(({ code }) => code),
      };
    });
