import { addressesIn, hostsIn } from '../ai/hosts.ts';
import { RELEVANCE_MIN, relevanceOf, type QuestionMatch } from './relevance.ts';

/**
 * Whether what a model wrote is sent without a person: only if every statement in it is found in a passage that was
 * retrieved for it, and nothing in it leads anywhere else. The model is taken for an attacker's: what it says about its
 * own sources is checked. One finding is enough for a person to decide.
 */

export interface DraftSegment {
  text: string;
  /** Ids of passages that say so. */
  passageIds: readonly number[];
}

export interface GateInput {
  segments: readonly DraftSegment[];
  /** Those that were really retrieved. */
  passages: ReadonlyMap<number, string>;
  /** The words of the message that is answered. */
  question: readonly QuestionMatch[];
  /** Subject and name of the recipient, as they are written in the mail: the sender chose them. */
  heading: string;
  intent: string | null;
  /** What the model read in the conversation when it was filed. Null: it was not asked. */
  filedIntent: string | null;
  /** Hosts that a reply may link to; `example.com` allows what is below it. */
  allowedHosts: readonly string[];
  /** Those of the company's mailboxes. Others may be written if their host may. */
  ownAddresses: ReadonlySet<string>;
  /** It may be sent without a person: then each sentence must be one of a cited passage, word by word. */
  isSentAlone: boolean;
  /** Whether a text holds what is kept secret. */
  hasSecret: (text: string) => boolean;
}

export const GATE_CODES = [
  'too_short',
  'too_long',
  'hidden_characters',
  'markup',
  'secret',
  'link_not_allowed',
  'address_not_allowed',
  'uncited_claim',
  'unknown_passage',
  'unsupported_claim',
  'not_verbatim',
  'number_without_source',
  'weak_source',
  'intent',
] as const;
export type GateCode = (typeof GATE_CODES)[number];

export interface Finding {
  code: GateCode;
  /** The part it is about, cut. */
  text: string | null;
}

export const LENGTH_MIN = 20;
export const LENGTH_MAX = 3_000;
const QUOTE_LENGTH_MAX = 160;
/** Of the words of a statement, those that its passages must have. */
const SUPPORT_SHARE_MIN = 0.6;
/** A person answers messages with these intents. */
const INTENTS_FOR_PEOPLE = new Set(['reclamation', 'urgence', 'spam']);

export const draftText = (segments: readonly DraftSegment[]): string =>
  segments
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');

export const findingsOf = (input: GateInput): Finding[] => {
  const text = draftText(input.segments);
  const whole = WHOLE_RULES.filter(({ applies }) => applies(text, input)).map(({ code }) => ({
    code,
    text: null,
  }));
  return [
    ...whole,
    ...[...hostsIn(text), ...hostsIn(input.heading)]
      .filter((host) => !isAllowedHost(host, input.allowedHosts))
      .map((host) => finding('link_not_allowed', host)),
    ...[...addressesIn(text), ...addressesIn(input.heading)]
      .filter((address) => !isKnownAddress(address, input))
      .map((address) => finding('address_not_allowed', address)),
    ...input.segments.flatMap((segment) => segmentFindings(segment, input)),
  ];
};

const finding = (code: GateCode, text: string): Finding => ({
  code,
  // Not half of an emoji, which PostgreSQL refuses.
  text: text.slice(0, QUOTE_LENGTH_MAX).toWellFormed(),
});

const WHOLE_RULES: readonly {
  code: GateCode;
  applies: (text: string, input: GateInput) => boolean;
}[] = [
  { code: 'too_short', applies: (text) => text.length < LENGTH_MIN },
  { code: 'too_long', applies: (text) => text.length > LENGTH_MAX },
  {
    code: 'hidden_characters',
    applies: (text) => /(?![\n\t])[\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text),
  },
  {
    code: 'markup',
    applies: (text) =>
      /<\s*\/?\s*[a-z!?][^<>]*>/i.test(text) ||
      /!?\[[^\]\n]*\]\s*(?:\(|\[|:)/.test(text) ||
      /\bdata:[a-z]+\//i.test(text),
  },
  { code: 'secret', applies: (text, { hasSecret }) => hasSecret(text) },
  {
    code: 'weak_source',
    applies: (_, input) => input.isSentAlone && isWeak(input),
  },
  {
    code: 'intent',
    applies: (_, { intent, filedIntent }) =>
      intent === null || [intent, filedIntent ?? ''].some((one) => INTENTS_FOR_PEOPLE.has(one)),
  },
];

/** The name of the sender, with which a mail is signed, is no part of its question. */
const isWeak = ({ question, segments, heading }: GateInput): boolean => {
  const nameWords = wordsOfName(heading);
  const cited = new Set(segments.flatMap(({ passageIds }) => passageIds));
  return (
    relevanceOf(
      question.filter(({ word }) => !nameWords.has(word)),
      cited,
    ) < RELEVANCE_MIN
  );
};

const isAllowedHost = (host: string, allowed: readonly string[]): boolean =>
  allowed.some((one) => host === one || host.endsWith(`.${one}`));

const isKnownAddress = (
  address: string,
  { ownAddresses, allowedHosts }: Pick<GateInput, 'ownAddresses' | 'allowedHosts'>,
): boolean =>
  ownAddresses.has(address) ||
  isAllowedHost(address.slice(address.lastIndexOf('@') + 1), allowedHosts);

const segmentFindings = (segment: DraftSegment, input: GateInput): Finding[] => {
  const { text, passageIds } = segment;
  if (text.trim() === '') return [];
  const unknown = passageIds.filter((id) => !input.passages.has(id));
  if (unknown.length > 0) return [finding('unknown_passage', text)];
  const nameWords = wordsOfName(input.heading);
  if (passageIds.length === 0) {
    return isCourtesy(text, nameWords) ? [] : [finding('uncited_claim', text)];
  }
  const sources = passageIds.map((id) => input.passages.get(id) ?? '');
  const cited = sources.join('\n');
  const foreign = foreignSentences(text, sources);
  if (foreign.length === 0) return [];
  return [
    ...(input.isSentAlone ? foreign : []),
    ...(isSupported(text, cited) ? [] : [finding('unsupported_claim', text)]),
    ...(hasNumbers(text, cited) ? [] : [finding('number_without_source', text)]),
  ];
};

/**
 * Sentences that are not whole sentences of the passages. Words in common prove nothing: a figure can be moved, a denial
 * turned, a sentence added.
 */
const foreignSentences = (text: string, sources: readonly string[]): Finding[] => {
  const known = new Set(sources.flatMap(sentencesOf).map(comparable));
  return sentencesOf(text)
    .filter((sentence) => !known.has(comparable(sentence)))
    .map((sentence) => finding('not_verbatim', sentence));
};

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((sentence) => sentence.replace(/^\s*(?:[-*•]|#{1,6})\s+/, '').trim())
    .filter((sentence) => sentence !== '');

/** Spaces, apostrophes and the last stop may differ, nothing else. */
const comparable = (sentence: string): string =>
  sentence
    .normalize('NFC')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .replaceAll('’', "'")
    .replace(/[.!…]$/, '');

/**
 * Figures, dates, amounts, telephone numbers: each must be written in a source, digit by digit. Not in the question: a
 * customer would name a price there, and have it confirmed.
 */
const hasNumbers = (text: string, cited: string): boolean => {
  const known = new Set(numbersIn(cited));
  return numbersIn(text).every((number) => known.has(number));
};

/** `1 250,00 €` and `1250.00` are one number; `14h30` is two. */
export const numbersIn = (text: string): string[] =>
  [...text.normalize('NFKC').matchAll(/\d+(?:[ \u00a0\u202f.,]\d+)*/g)].map(([number]) =>
    number
      .replaceAll(/[ \u00a0\u202f]/g, '')
      .replaceAll(/[.,](?=\d{3}(?:\D|$))/g, '')
      .replace(',', '.')
      .replace(/\.0+$/, ''),
  );

const isSupported = (text: string, cited: string): boolean => {
  const words = contentWords(text);
  if (words.length === 0) return true;
  const known = new Set(contentWords(cited));
  const found = words.filter((word) => known.has(word)).length;
  return found / words.length >= SUPPORT_SHARE_MIN && hasSameNegations(text, cited);
};

const NEGATION =
  /\b(?:ne|n|pas|jamais|aucune?|sans|non|not|no|never|without|kein\w*|nicht|nie|niet|geen|nunca|sin|mai|senza)\b/;

/** A statement may not deny, nor leave out a denial of, what its source says. */
const hasSameNegations = (text: string, cited: string): boolean =>
  NEGATION.test(plain(text)) === NEGATION.test(nearest(text, cited));

const SENTENCE_END = /(?<=[.!?])\s+|\n+/;

/** The sentence of the source that has most words of the statement. */
const nearest = (text: string, cited: string): string => {
  const words = new Set(contentWords(text));
  let best = '';
  let most = -1;
  for (const sentence of cited.split(SENTENCE_END)) {
    const count = contentWords(sentence).filter((word) => words.has(word)).length;
    if (count > most) [best, most] = [sentence, count];
  }
  return plain(best);
};

const plain = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

const STEM_LENGTH = 6;

/** Without accents, case and endings; without the short words that any sentence has. */
const contentWords = (text: string): string[] =>
  (plain(text).match(/\p{L}{4,}/gu) ?? []).map((word) => word.slice(0, STEM_LENGTH));

const THANKED =
  '(?:message|mail|e-?mail|courriel|demande|interet|patience|confiance|retour|reponse|question|request|interest|reply|nachricht|anfrage|geduld|mensaje|consulta|messaggio|richiesta|bericht|vraag)';

/** The whole sentence, but for a name of at most three words where the pattern allows one. */
const COURTESY: readonly RegExp[] = [
  /^(?:bonjour|bonsoir|cher|chere|chers|madame|monsieur|madame, monsieur|hello|hi|dear|good (?:morning|afternoon|evening)|guten (?:tag|morgen|abend)|hallo|sehr geehrter?|hola|buenos dias|buenas tardes|estimad[oa]|buongiorno|buonasera|gentile|goedendag|beste|geachte)(?<called>(?: [\p{L}.'-]+){0,3})[,.!:]?$/u,
  new RegExp(
    `^(?:merci(?: beaucoup)?|nous vous remercions|thank you|thanks|(?:vielen )?dank|danke|(?:muchas )?gracias|grazie|(?:hartelijk )?dank u?|bedankt)(?: (?:pour|de|for|fur|por|per|voor) (?:votre|vos|your|ihre|su|il suo|la sua|uw) ${THANKED})?[,.!]?$`,
  ),
  /^(?:(?:bien )?cordialement|bien a vous|sincerement|salutations(?: distinguees)?|(?:je vous souhaite une )?(?:belle|bonne) (?:journee|soiree)|(?:nous restons|je reste) a votre disposition(?: pour toute (?:autre )?question)?|n'hesitez pas a nous (?:ecrire|repondre|recontacter)|(?:kind|best) regards|regards|sincerely|have a nice day|please do not hesitate to (?:reply|contact us)|mit freundlichen grussen|freundliche grusse|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?)[,.!]?$/,
  /^(?:l'|votre |the |your |das |el |il |het )(?:equipe|team|equipo)[,.!]?$/u,
];

const TITLES = new Set(
  'madame monsieur mme mr mlle messieurs mesdames et a tous toutes sir madam mrs ms dr frau herr senor senora'.split(
    ' ',
  ),
);

/** Says nothing that could be wrong. In: the words by which the recipient may be greeted. */
const isCourtesy = (text: string, nameWords: ReadonlySet<string>): boolean =>
  text
    .split(SENTENCE_END)
    .map((sentence) => plain(sentence).replaceAll('’', "'").trim())
    .filter((sentence) => sentence !== '')
    .every((sentence) =>
      COURTESY.some((pattern) => {
        const found = pattern.exec(sentence);
        return found !== null && isCalled(found.groups?.['called'] ?? '', nameWords);
      }),
    );

const isCalled = (called: string, nameWords: ReadonlySet<string>): boolean =>
  called
    .split(/[\s.]+/)
    .filter((word) => word !== '')
    .every((word) => TITLES.has(word) || nameWords.has(word));

const NAME_WORD_COUNT_MAX = 4;

/** A name of many words is a message. */
const wordsOfName = (heading: string): ReadonlySet<string> => {
  const words = plain(heading.split('\n')[1] ?? '').match(/[\p{L}'-]+/gu) ?? [];
  return new Set(words.length > NAME_WORD_COUNT_MAX ? [] : words);
};
