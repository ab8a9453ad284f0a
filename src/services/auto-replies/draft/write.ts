import { replyPrompt, type ReplyPromptInput } from '../../../domain/ai/prompts/reply.ts';
import type { DraftSegment } from '../../../domain/auto-replies/gate.ts';
import type { QuestionMatch } from '../../../domain/auto-replies/relevance.ts';
import type { FolderAutoReply } from '../../../domain/auto-replies/settings.ts';
import { QUESTION_LENGTH_MAX } from '../../../domain/knowledge/question.ts';
import type { z } from 'zod';
import { inCompany } from '../../../platform/database.ts';
import type { Actor } from '../../../platform/facts.ts';
import type { CitationRow } from '../../../queries/auto-replies/records.ts';
import type { PromptRequest, PromptResult, RunPromptDeps } from '../../ai/run-prompt.ts';
import { findPassages, matchQuestion } from '../../knowledge/articles.ts';

/** What a draft is written from. */
export interface DraftSource {
  settings: FolderAutoReply;
  /** The oldest first; without quoted history. `id`: null if it is no stored message. */
  thread: readonly {
    id: number | null;
    direction: 'in' | 'out';
    subject: string;
    text: string;
  }[];
  /** What was written before, and what a person wants of the next version. */
  previous: ReplyPromptInput['previous'];
}

/** What a model wrote for a draft, or why it wrote nothing. */
export type DraftOutcome =
  | {
      kind: 'written';
      segments: readonly DraftSegment[];
      /** What was retrieved for it. */
      passages: readonly CitationRow[];
      /** The words that it was retrieved for. */
      question: readonly QuestionMatch[];
      language: string | null;
      intent: string | null;
    }
  | { kind: 'failed'; reason: string };

export type RetrievedPassage = CitationRow & { score: number };

type ReplyResult = PromptResult<z.infer<typeof replyPrompt.output>>;
type ReplyRequest = Required<
  Pick<
    PromptRequest<ReplyPromptInput, z.infer<typeof replyPrompt.output>>,
    'prompt' | 'input' | 'inputRefs'
  >
>;

export interface WrittenDraft {
  outcome: DraftOutcome;
  passages: readonly RetrievedPassage[];
  /** Undefined: the model was not asked. */
  result: ReplyResult | undefined;
}

const PASSAGE_COUNT_MAX = 8;

interface Retrieved {
  passages: readonly RetrievedPassage[];
  matches: readonly QuestionMatch[];
}

const NOTHING_RETRIEVED: Retrieved = { passages: [], matches: [] };

/** Retrieves passages and asks a model. `ask`: by an activity, or by a request that waits for the answer. */
export const writeDraft = async (
  deps: Pick<RunPromptDeps, 'database' | 'clock'>,
  actor: Actor,
  { settings, thread, previous }: DraftSource,
  ask: (request: ReplyRequest) => Promise<ReplyResult>,
): Promise<WrittenDraft> => {
  const question = thread.findLast(({ direction }) => direction === 'in');
  if (question === undefined) {
    const outcome: DraftOutcome = { kind: 'failed', reason: 'message_gone' };
    return { outcome, passages: [], result: undefined };
  }
  const { passages, matches } = settings.uses_knowledge
    ? await retrieve(deps, actor, `${question.subject}\n${question.text}`)
    : NOTHING_RETRIEVED;
  const result = await ask({
    prompt: replyPrompt,
    input: {
      instructions: settings.prompt,
      tone: settings.tone,
      language: settings.language,
      isVerbatim: settings.mode === 'auto',
      messages: thread.map(({ direction, text }) => ({
        from: direction === 'in' ? ('customer' as const) : ('company' as const),
        text,
      })),
      passages: passages.map(({ passage_id: id, title, text }) => ({ id, title, text })),
      previous,
    },
    inputRefs: [
      ...thread.flatMap(({ id }) => (id === null ? [] : [{ kind: 'message', id: String(id) }])),
      ...passages.map(({ passage_id: id }) => ({ kind: 'knowledge_passage', id: String(id) })),
    ],
  });
  return { outcome: outcomeOf(result, { passages, matches }), passages, result };
};

const outcomeOf = (result: ReplyResult, { passages, matches }: Retrieved): DraftOutcome => {
  if (result.outcome !== 'succeeded') return { kind: 'failed', reason: result.outcome };
  const { segments, language, intent } = result.output;
  return {
    kind: 'written',
    segments: segments.map(({ text, passage_ids: passageIds }) => ({ text, passageIds })),
    passages: passages.map(({ score: _score, ...passage }) => passage),
    question: matches,
    language,
    intent,
  };
};

const retrieve = async (
  { database, clock }: Pick<RunPromptDeps, 'database' | 'clock'>,
  actor: Actor,
  question: string,
): Promise<Retrieved> => {
  const asked = question.slice(0, QUESTION_LENGTH_MAX);
  const { found, matches } = await inCompany(database, actor, async (tx) => {
    const passages = await findPassages(tx, {
      collection: 'knowledge',
      question: asked,
      limit: PASSAGE_COUNT_MAX,
      now: clock.now(),
    });
    const passageIds = passages.map(({ id }) => id);
    return {
      found: passages,
      matches: await matchQuestion(tx, { question: asked, passageIds }),
    };
  });
  return {
    passages: found.map((passage) => ({
      passage_id: passage.id,
      article_id: passage.article_id,
      title: passage.article_title,
      text: passage.text,
      score: passage.score,
    })),
    matches,
  };
};
