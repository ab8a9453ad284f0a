import { z } from 'zod';
import { isFrench, sentencesOf, summarise } from './words.ts';

/** How the demo model sums up a conversation: it quotes sentences, and names the message of each. */

const Conversation = z.object({
  messages: z.array(
    z.object({
      id: z.number(),
      from: z.enum(['customer', 'company']),
      date: z.string(),
      text: z.string(),
    }),
  ),
});

interface Sentence {
  text: string;
  id: number;
  from: 'customer' | 'company';
  date: string;
}

/** Each is compared with each. */
const SENTENCE_COUNT_MAX = 80;
const PART_COUNT_MAX = 5;
const POINT_COUNT = 3;
const TEXT_LENGTH_MAX = 300;

const PROMISE =
  /\b(?:(?:je|nous) (?:vous |te |le |la |les )?(?:enverrai|enverrons|envoie|envoyons|rappellerai|rappellerons|rappelle|transmettrai|transmettrons|livrerons|paierai|règlerai|réglerai|reviendrai|reviendrons|confirmerai|confirmerons|passerai)|(?:i|we)(?: will|['’]ll)|promis)\b/iu;

export const summaryOf = (data: unknown): object => {
  const { messages } = Conversation.parse(data);
  const sentences = messages
    .flatMap(({ id, from, date, text }): Sentence[] =>
      sentencesOf(text).map((sentence) => ({ text: cut(sentence), id, from, date })),
    )
    .slice(-SENTENCE_COUNT_MAX);
  const isPromise = ({ text }: Sentence): boolean => PROMISE.test(text) && !text.endsWith('?');
  const best = summarise(sentences.map(({ text }) => text).join('\n'), POINT_COUNT);
  const points = sentences.filter(
    (sentence, place) =>
      best.includes(sentence.text) &&
      sentences.findIndex(({ text }) => text === sentence.text) === place,
  );
  const answeredAt = messages.findLastIndex(({ from }) => from === 'company');
  const open = new Set(messages.slice(answeredAt + 1).map(({ id }) => id));
  const questions = sentences.filter(({ text, id }) => text.endsWith('?') && open.has(id));
  const promises = sentences.filter(isPromise);
  return {
    points: points.slice(0, PART_COUNT_MAX).map(partOf),
    questions: questions.slice(0, PART_COUNT_MAX).map(partOf),
    promises: promises.slice(-PART_COUNT_MAX).map((sentence) => ({
      ...partOf(sentence),
      by: sentence.from === 'company' ? 'us' : 'customer',
      date: dateIn(sentence),
      quote: sentence.text,
    })),
    next_step: nextStep(
      questions.at(-1),
      promises.findLast(({ from }) => from === 'company'),
    ),
  };
};

const cut = (text: string): string =>
  text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX) : text;

const partOf = ({ text, id }: Sentence) => ({ text, message_ids: [id] });

const nextStep = (question: Sentence | undefined, promise: Sentence | undefined): object | null => {
  const sentence = question ?? promise;
  if (sentence === undefined) return null;
  const { text, id } = sentence;
  const french = isFrench(text);
  const words = question
    ? french
      ? `Répondre à la question : « ${text} »`
      : `Answer the question: “${text}”`
    : french
      ? `Tenir parole : « ${text} »`
      : `Keep the promise: “${text}”`;
  return { text: words, message_ids: [id] };
};

const MONTHS = [
  ['janvier', 'january'],
  ['février', 'february'],
  ['mars', 'march'],
  ['avril', 'april'],
  ['mai', 'may'],
  ['juin', 'june'],
  ['juillet', 'july'],
  ['août', 'august'],
  ['septembre', 'september'],
  ['octobre', 'october'],
  ['novembre', 'november'],
  ['décembre', 'december'],
];
const DAY_MS = 86_400_000;

/** The day that a sentence names. Null: none, or one that is no day. */
const dateIn = ({ text, date }: Sentence): string | null => {
  const lower = text.toLowerCase();
  if (/\b(?:demain|tomorrow)\b/.test(lower)) return dayOf(Date.parse(date) + DAY_MS);
  const [, isoYear, isoMonth, isoDay] = /\b(\d{4})-(\d\d)-(\d\d)\b/.exec(lower) ?? [];
  if (isoDay !== undefined) return day(isoYear, isoMonth, isoDay);
  const [, slashDay, slashMonth, slashYear] = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(lower) ?? [];
  if (slashDay !== undefined) return day(slashYear, slashMonth, slashDay);
  const [, namedDay, name, year = date.slice(0, 4)] =
    /\b(\d{1,2})(?:er)? ([a-zéû]{3,9})(?: (\d{4}))?/.exec(lower) ?? [];
  const month = MONTHS.findIndex((names) => names.includes(name ?? ''));
  return month === -1 ? null : day(year, String(month + 1), namedDay);
};

const day = (year = '', month = '', dayOfMonth = ''): string | null => {
  const iso = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return dayOf(Date.parse(iso)) === iso ? iso : null;
};

const dayOf = (at: number): string | null =>
  Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
