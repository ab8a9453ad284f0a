import { plainText } from '../domain/ai/plain-text.ts';
import { composePrompt } from '../domain/ai/prompts/compose.ts';
import { rewritePrompt, type RewritePromptInput } from '../domain/ai/prompts/rewrite.ts';
import { ownPart } from '../domain/auto-replies/context.ts';
import { draftText } from '../domain/auto-replies/gate.ts';
import type { Tone } from '../domain/auto-replies/intents.ts';
import { QUESTION_LENGTH_MAX } from '../domain/knowledge/question.ts';
import { warningsOf, type WritingWarning } from '../domain/writing-help/warnings.ts';
import type { SecretKind } from '../domain/ai/masking.ts';
import type { Transaction } from '../platform/database.ts';
import type { Actor } from '../platform/facts.ts';
import { listThread, type ThreadMessage } from '../queries/auto-replies/thread.ts';
import type { FoundPassageRow } from '../queries/knowledge/passages.ts';
import { aiFailed } from './ai/failures.ts';
import {
  runPrompt,
  type PromptFailure,
  type PromptResult,
  type RunPromptDeps,
} from './ai/run-prompt.ts';
import { findPassages } from './knowledge/articles.ts';

/** Texts that a person asked a model for. Nothing of them is stored. Errors: as `aiFailed`. */

export interface HelpedText {
  text: string;
  citations: FoundPassageRow[];
  warnings: WritingWarning[];
  maskedKinds: SecretKind[];
  isDemo: boolean;
  runId: string;
}

/** What a draft is written from. */
export interface WritingSources {
  /** The oldest first; without quoted history. */
  thread: readonly ThreadMessage[];
  passages: readonly FoundPassageRow[];
}

const PASSAGE_COUNT_MAX = 8;

export const findSources = async (
  tx: Transaction,
  input: {
    conversationId: number;
    instruction: string | null;
    /** The caller may read the knowledge base. */
    usesKnowledge: boolean;
    now: Date;
  },
): Promise<WritingSources> => {
  const thread = (await listThread(tx, input.conversationId)).map((message) => ({
    ...message,
    text: ownPart(message),
  }));
  if (!input.usesKnowledge) return { thread, passages: [] };
  const asked = thread.findLast(({ direction }) => direction === 'in');
  const question = [input.instruction ?? '', asked?.subject ?? '', asked?.text ?? ''].join('\n');
  const passages = await findPassages(tx, {
    collection: 'knowledge',
    question: question.trim().slice(0, QUESTION_LENGTH_MAX),
    limit: PASSAGE_COUNT_MAX,
    now: input.now,
  });
  return { thread, passages };
};

interface Call {
  actor: Actor;
  conversationId: number;
  timeoutMs: number;
}

export const draftReply = async (
  deps: RunPromptDeps,
  { actor, conversationId, timeoutMs }: Call,
  input: {
    sources: WritingSources;
    instruction: string | null;
    started: string | null;
    tone: Tone;
    language: string | null;
  },
): Promise<HelpedText> => {
  const { sources, instruction, started, tone, language } = input;
  const { thread, passages } = sources;
  const result = await runPrompt(deps, actor, {
    prompt: composePrompt,
    input: {
      instruction,
      started,
      tone,
      language,
      messages: thread.map(({ direction, text }) => ({
        from: direction === 'in' ? ('customer' as const) : ('company' as const),
        text,
      })),
      passages: passages.map(({ id, article_title: title, text }) => ({ id, title, text })),
    },
    subject: { kind: 'conversation', id: String(conversationId) },
    inputRefs: [
      ...thread.map(({ id }) => ({ kind: 'message', id: String(id) })),
      ...passages.map(({ id }) => ({ kind: 'knowledge_passage', id: String(id) })),
    ],
    timeoutMs,
  });
  const { output, ...about } = succeeded(result);
  const cited = new Set(output.segments.flatMap(({ passage_ids: ids }) => ids));
  const citations = passages.filter(({ id }) => cited.has(id));
  return helped(about, {
    text: draftText(output.segments.map(({ text }) => ({ text, passageIds: [] }))),
    sources: [
      ...thread.flatMap(({ subject, text }) => [subject, text]),
      ...passages.map(({ text }) => text),
      instruction ?? '',
      started ?? '',
    ],
    citations,
    hasUnknownPassage: citations.length < cited.size,
  });
};

export const rewriteText = async (
  deps: RunPromptDeps,
  { actor, conversationId, timeoutMs }: Call,
  input: RewritePromptInput,
): Promise<HelpedText> => {
  const result = await runPrompt(deps, actor, {
    prompt: rewritePrompt,
    input,
    subject: { kind: 'conversation', id: String(conversationId) },
    timeoutMs,
  });
  const { output, ...about } = succeeded(result);
  return helped(about, {
    text: output.text,
    sources: [input.text],
    citations: [],
    hasUnknownPassage: false,
  });
};

type Succeeded<Output> = Exclude<PromptResult<Output>, PromptFailure>;

const succeeded = <Output>(result: PromptResult<Output>): Succeeded<Output> => {
  if (result.outcome === 'succeeded') return result;
  throw aiFailed(result);
};

const helped = (
  { maskedKinds, isDemo, runId }: Omit<Succeeded<unknown>, 'output'>,
  written: {
    text: string;
    sources: readonly string[];
    citations: FoundPassageRow[];
    hasUnknownPassage: boolean;
  },
): HelpedText => {
  const { text, changes } = plainText(written.text);
  const { sources, citations, hasUnknownPassage } = written;
  return {
    text,
    citations,
    warnings: warningsOf({ text, sources, changes, hasUnknownPassage }),
    maskedKinds,
    isDemo,
    runId,
  };
};
