/** Words and sentences of a text, for a model that only compares and quotes. */

/** They say nothing about what a text is about. */
const STOP_WORDS = new Set(
  (
    'alors and any are aux avec avez avons bonjour car ces cette dans des donc elle elles est est-ce et etes ' +
    'etre for from have hello how les leur leurs mais merci nos notre nous ont our par pas plus pour que quel ' +
    'quelle qui sans ses son sont sur that the their then they this tous tout tres une vos votre vous was what ' +
    'when where which with you your'
  ).split(' '),
);

/** Without accents, in lower case, without an ending of the plural. */
export const wordsOf = (text: string): string[] =>
  (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]{3,}/gu) ?? []
  )
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:es|s|x)$/, '') : word));

/** How many different words of a text another one has. */
export const overlapOf = (text: string, other: string): number => {
  const known = new Set(wordsOf(other));
  return new Set(wordsOf(text).filter((word) => known.has(word))).size;
};

export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

/** The sentences whose words the text repeats most, in their order. */
export const summarise = (text: string, count: number): string[] => {
  const sentences = sentencesOf(text);
  const scores = sentences.map((sentence, place) => ({
    place,
    score: sentences.reduce(
      (sum, other, at) => (at === place ? sum : sum + overlapOf(sentence, other)),
      0,
    ),
  }));
  const best = scores
    .toSorted((left, right) => right.score - left.score || left.place - right.place)
    .slice(0, count)
    .map(({ place }) => place);
  return sentences.filter((_, place) => best.includes(place));
};

const FRENCH =
  /\b(?:le|la|les|des|une|est|vous|nous|bonjour|merci|pour|avec|êtes|je|ce)\b|[éèêàùç]/giu;
const ENGLISH = /\b(?:the|is|are|you|we|hello|thanks|please|for|with|and|this)\b/giu;

export const isFrench = (text: string): boolean =>
  (text.match(FRENCH) ?? []).length >= (text.match(ENGLISH) ?? []).length;
