/**
 * How much of a question the cited passages are about. The score of a search is relative: it leaves out words that no
 * passage has, so the best passage of a small knowledge base scores high for any question.
 */

/** A word of the question that says something about its subject. */
export interface QuestionMatch {
  word: string;
  /** The retrieved passages that have it, or another word for the same thing. */
  passageIds: readonly number[];
}

/**
 * Below half, the mail is mostly about something that the passages do not name: another subject, a story, a second
 * question. Compared between questions of any length, since it counts words and no weights.
 */
export const RELEVANCE_MIN = 0.5;

/** Of the words of the question, the share that the cited passages have. 0 if there are none, or nothing is cited. */
export const relevanceOf = (
  question: readonly QuestionMatch[],
  citedIds: ReadonlySet<number>,
): number => {
  const found = question.filter(({ passageIds }) => passageIds.some((id) => citedIds.has(id)));
  return question.length === 0 ? 0 : found.length / question.length;
};
