import { z } from 'zod';
import {
  caseNextStepsOf,
  caseRecommendationsOf,
  caseReferencesOf,
  caseRiskOf,
  caseSummaryOf,
} from './case-analysis.ts';
import { summaryOf } from './summary.ts';
import { isFrench, overlapOf, sentencesOf, summarise } from './words.ts';

/**
 * What the demo model answers: the same to the same, by comparing words and quoting. It reads what Relais sends:
 * the task in the system message, the data as JSON in the first user message, the shape as JSON schema.
 */

export interface DemoRequest {
  /** Of `Task: <purpose> (version <n>).` Empty: another client. */
  task: string;
  /** Undefined: the message is no JSON. */
  data: Record<string, unknown> | undefined;
  text: string;
  /** Undefined: any text will do. */
  schema: Record<string, unknown> | undefined;
}

const QUOTED_LENGTH_MAX = 600;

const quoteOf = (text: string): string => {
  const quoted = summarise(text, 2).join(' ') || text.trim();
  return quoted.length > QUOTED_LENGTH_MAX ? `${quoted.slice(0, QUOTED_LENGTH_MAX - 1)}…` : quoted;
};

const Message = z.object({ message: z.string() });

const Reply = z.object({
  messages: z.array(z.object({ from: z.string(), text: z.string() })),
  passages: z.array(z.object({ id: z.number(), text: z.string() })),
});

/** Quotes the passage with most words of the question; of equal ones the first, as they come best first. */
const replyTo = (data: unknown) => {
  const { messages, passages } = Reply.parse(data);
  const question = messages.findLast(({ from }) => from === 'customer')?.text ?? '';
  const [best] = passages
    .map((passage) => ({ ...passage, score: overlapOf(passage.text, question) }))
    .toSorted((left, right) => right.score - left.score);
  const french = isFrench(question);
  const answer =
    best === undefined
      ? {
          text: french ? 'Un collègue vous répondra.' : 'A colleague will answer you.',
          passage_ids: [],
        }
      : { text: quoteOf(best.text), passage_ids: [best.id] };
  return {
    segments: [
      { text: french ? 'Bonjour,' : 'Hello,', passage_ids: [] },
      answer,
      { text: french ? 'Bien cordialement' : 'Kind regards', passage_ids: [] },
    ],
    language: french ? 'fr' : 'en',
    intent: 'question',
  };
};

const Compose = z.object({ started: z.string().nullable() });

const composed = (data: unknown): object => {
  const { started } = Compose.parse(data);
  const { segments } = replyTo(data);
  return {
    segments:
      started === null ? segments : [{ text: started, passage_ids: [] }, ...segments.slice(1)],
  };
};

const Rewrite = z.object({
  action: z.enum(['shorten', 'tone', 'translate']),
  tone: z.string().nullable(),
  language: z.string().nullable(),
  text: z.string(),
});

/** Shorter by leaving sentences out. It knows no tones and no languages, and says so. */
const rewritten = (data: unknown): object => {
  const { action, tone, language, text } = Rewrite.parse(data);
  if (action === 'shorten') {
    const count = Math.ceil(sentencesOf(text).length / 2);
    return { text: summarise(text, count).join(' ') };
  }
  const french = isFrench(text);
  const note =
    action === 'tone'
      ? french
        ? `Démonstration : ton « ${tone} » non appliqué.`
        : `Demo: the tone “${tone}” is not applied.`
      : french
        ? `Démonstration : non traduit (${language}).`
        : `Demo: not translated (${language}).`;
  return { text: `[${note}]\n\n${text}` };
};

const Classify = z.object({
  folders: z.array(z.object({ key: z.string(), name: z.string(), description: z.string() })),
  messages: z.array(z.object({ subject: z.string(), text: z.string() })),
});

/** More words in common are no surer. */
const SURE_OVERLAP = 4;
const DECIDING_COUNT_MAX = 5;

const INTENT_WORDS = {
  rendez_vous: 'rendez-vous rendezvous rdv appointment meeting',
  reclamation: 'réclamation plainte insatisfait remboursement complaint refund',
  commande: 'commande commander livraison order delivery',
  urgence: 'urgent urgence emergency immédiatement',
  question: 'question combien comment pourquoi quand price how',
} as const;

/** The folder with most words of the messages in its name and description; of equal ones the first. */
const classify = (data: unknown): object => {
  const { folders, messages } = Classify.parse(data);
  const text = messages.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
  const [best] = folders
    .map((folder) => {
      const about = `${folder.name} ${folder.description}`;
      return { key: folder.key, about, score: overlapOf(about, text) };
    })
    .toSorted((left, right) => right.score - left.score);
  const score = best?.score ?? 0;
  const intents = Object.entries(INTENT_WORDS)
    .map(([intent, words]) => ({ intent, score: overlapOf(words, text) }))
    .toSorted((left, right) => right.score - left.score);
  const intent = (intents[0]?.score ?? 0) > 0 ? intents[0]?.intent : 'autre';
  return {
    folder: score > 0 ? (best?.key ?? null) : null,
    confidence: score === 0 ? 0.9 : 0.5 + Math.min(score, SURE_OVERLAP) / 8,
    intent,
    urgency: overlapOf(INTENT_WORDS.urgence, text) > 0 ? 'high' : 'normal',
    language: isFrench(text) ? 'fr' : 'en',
    words: decidingWords(text, best?.about ?? ''),
  };
};

/** As they are written in the text. */
const decidingWords = (text: string, about: string): string[] => {
  const words = text.match(/[\p{L}\p{N}-]+/gu) ?? [];
  return [...new Set(words)]
    .filter((word) => overlapOf(word, about) > 0)
    .slice(0, DECIDING_COUNT_MAX);
};

/** One function a task. The others get the shape that they ask for. */
const TASKS: Record<string, (data: unknown) => object> = {
  reply: replyTo,
  compose: composed,
  rewrite: rewritten,
  summary: summaryOf,
  classify,
  case_summary: caseSummaryOf,
  case_risk: caseRiskOf,
  case_recommendations: caseRecommendationsOf,
  case_next_steps: caseNextStepsOf,
  case_references: caseReferencesOf,
  try: (data) => {
    const { message } = Message.parse(data);
    return {
      answer: isFrench(message)
        ? `Le modèle de démonstration répond. Il compare des mots et cite, rien de plus. Votre message : « ${quoteOf(message)} »`
        : `The demo model answers. It compares words and quotes, nothing more. Your message: “${quoteOf(message)}”`,
    };
  },
};

export const demoAnswer = ({ task, data, text, schema }: DemoRequest): string => {
  const answer = TASKS[task];
  if (answer !== undefined && data !== undefined) return JSON.stringify(answer(data));
  const given = data === undefined ? text : textsOf(data).join('\n');
  if (schema !== undefined) return JSON.stringify(fill(schema, given));
  return quoteOf(given);
};

/** Every text of the data. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

const Schema = z.object({
  type: z.string().optional(),
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** A value of the shape: of several that are allowed, the one whose words the text has most. */
const fill = (json: Record<string, unknown>, text: string): unknown => {
  const schema = Schema.parse(json);
  if ('const' in schema && schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return closest(schema.enum, text);
  if (schema.anyOf !== undefined) {
    return schema.anyOf.some(({ type }) => type === 'null')
      ? null
      : fill(schema.anyOf[0] ?? {}, text);
  }
  switch (schema.type ?? 'null') {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, fill(one, text)]),
      );
    case 'array':
      return [];
    case 'string':
      return quoteOf(text);
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
};

const closest = (values: readonly unknown[], text: string): unknown =>
  values
    .map((value) => ({ value, score: overlapOf(String(value), text) }))
    .toSorted((left, right) => right.score - left.score)[0]?.value;
