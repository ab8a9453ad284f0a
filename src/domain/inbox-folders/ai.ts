import { AI_FAILURES, type AiFailure } from '../ai/outcomes.ts';
import { plainLine } from '../ai/plain-text.ts';
import type { INTENTS } from '../auto-replies/intents.ts';
import { fold } from './text.ts';

/** How the answer of a language model becomes a decision about a folder. Without zod. */

export const URGENCIES = ['low', 'normal', 'high'] as const;

export const AI_DESCRIPTION_LENGTH_MAX = 1_000;
export const AI_THRESHOLD_DEFAULT = 0.7;

/** The model answered. */
export const AI_ANSWERED = [
  'filed',
  'none_fits',
  'below_threshold',
  // It named a folder that it was not offered.
  'unknown_folder',
  // The folder was deleted meanwhile.
  'folder_gone',
] as const;
export const AI_FILING_OUTCOMES = [
  ...AI_ANSWERED,
  'ai_not_configured',
  // The sender has used its part of the budget.
  'sender_limit',
  ...AI_FAILURES,
] as const;
export type AiFilingOutcome = (typeof AI_FILING_OUTCOMES)[number];

/** What of an answer is kept in the decision, beside the folder. */
export interface AiReason {
  outcome: AiFilingOutcome;
  /** The folder that was named, also if the conversation was not filed there. */
  suggested_folder_id: number | null;
  confidence: number | null;
  intent: (typeof INTENTS)[number] | null;
  urgency: (typeof URGENCIES)[number] | null;
  language: string | null;
  /** Quotes of the messages. */
  words: readonly string[];
  run_id: string | null;
  is_demo: boolean;
}

export interface AiFiling {
  folderId: number | null;
  reason: AiReason;
}

/** A folder as it is offered in one call. */
export interface OfferedFolder {
  id: number;
  key: string;
  threshold: number;
}

interface Answer {
  folder: string | null;
  confidence: number;
  intent: (typeof INTENTS)[number];
  urgency: (typeof URGENCIES)[number];
  language: string;
  words: readonly string[];
}

interface Judged {
  answer: Answer;
  offered: readonly OfferedFolder[];
  /** What the model read of the conversation. */
  texts: readonly string[];
  run: { runId: string; isDemo: boolean };
}

/** Nothing that a model names is believed: neither its folder nor its quotes. */
export const judgeFiling = ({ answer, offered, texts, run }: Judged): AiFiling => {
  const named = offered.find(({ key }) => key === answer.folder);
  const outcome = outcomeOf(answer, named);
  return {
    folderId: outcome === 'filed' ? (named?.id ?? null) : null,
    reason: {
      outcome,
      suggested_folder_id: named?.id ?? null,
      confidence: answer.confidence,
      intent: answer.intent,
      urgency: answer.urgency,
      language: answer.language,
      words: foundWords(answer.words.map(plainLine), texts),
      run_id: run.runId,
      is_demo: run.isDemo,
    },
  };
};

const outcomeOf = (answer: Answer, named: OfferedFolder | undefined): AiFilingOutcome => {
  if (answer.folder === null) return 'none_fits';
  if (named === undefined) return 'unknown_folder';
  return answer.confidence < named.threshold ? 'below_threshold' : 'filed';
};

/** Those that are in a text, each once. */
const foundWords = (words: readonly string[], texts: readonly string[]): string[] => {
  const folded = texts.map(fold);
  const found = new Map<string, string>();
  for (const word of words) {
    const wanted = fold(word);
    const isFound = wanted !== '' && folded.some((text) => text.includes(wanted));
    if (isFound && !found.has(wanted)) found.set(wanted, word);
  }
  return [...found.values()];
};

export const failedFiling = (
  outcome: AiFailure | 'ai_not_configured' | 'sender_limit',
  run: { runId: string | null; isDemo: boolean },
): AiFiling => ({
  folderId: null,
  reason: {
    outcome,
    suggested_folder_id: null,
    confidence: null,
    intent: null,
    urgency: null,
    language: null,
    words: [],
    run_id: run.runId,
    is_demo: run.isDemo,
  },
});
