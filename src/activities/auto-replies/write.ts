import { replyPrompt } from '../../domain/ai/prompts/reply.ts';
import { ownPart } from '../../domain/auto-replies/context.ts';
import type { FolderAutoReply } from '../../domain/auto-replies/settings.ts';
import { QUESTION_LENGTH_MAX } from '../../domain/knowledge/question.ts';
import { inCompany, type Transaction } from '../../platform/database.ts';
import { listThread, type ThreadMessage } from '../../queries/auto-replies/thread.ts';
import { findAutoReply, type CitationRow } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import type { RunPromptDeps } from '../../services/ai/run-prompt.ts';
import { findPassages } from '../../services/knowledge/articles.ts';
import type { DraftOutcome } from '../../services/auto-replies/store.ts';
import { callModel } from '../ai/call-model.ts';

/** What a draft is written from. */
export interface DraftContext {
  autoReplyId: string;
  conversationId: number;
  /** What it continues: 0 if nothing is written yet. */
  version: number;
  previousText: string | null;
  instruction: string | null;
  /** Since when it is to be written. */
  since: Date;
  settings: FolderAutoReply;
  /** The oldest first; without quoted history. */
  thread: readonly ThreadMessage[];
}

export type DraftWriter = (companyId: number, context: DraftContext) => Promise<DraftOutcome>;

/** Undefined: nothing is to be written any more. */
export const loadDraftContext = async (
  tx: Transaction,
  id: string,
): Promise<DraftContext | undefined> => {
  const row = await findAutoReply(tx, { id });
  if (row?.status !== 'drafting') return undefined;
  const [settings, thread] = await Promise.all([
    findFolderAutoReply(tx, { folderId: row.folder_id }),
    listThread(tx, row.conversation_id),
  ]);
  return {
    autoReplyId: id,
    conversationId: row.conversation_id,
    version: row.version,
    previousText: row.version === 0 ? null : row.text,
    instruction: row.instruction,
    since: row.updated_at,
    settings,
    thread: thread.map((message) => ({ ...message, text: ownPart(message) })),
  };
};

/** A model that did not answer for so long is not asked any more. */
const OVERDUE_MS = 30 * 60_000;
const PASSAGE_COUNT_MAX = 8;

/** Asks the model of the company. What may pass fails the activity, which Temporal tries again. */
export const modelWriter =
  (deps: RunPromptDeps): DraftWriter =>
  async (companyId, context) => {
    const { settings, thread, previousText, instruction } = context;
    const question = thread.findLast(({ direction }) => direction === 'in');
    if (question === undefined) return { kind: 'failed', reason: 'message_gone' };
    const passages = settings.uses_knowledge
      ? await retrieve(deps, companyId, `${question.subject}\n${question.text}`)
      : [];
    const result = await callModel(deps, {
      companyId,
      prompt: replyPrompt,
      input: {
        instructions: settings.prompt,
        tone: settings.tone,
        language: settings.language,
        messages: thread.map(({ direction, text }) => ({
          from: direction === 'in' ? ('customer' as const) : ('company' as const),
          text,
        })),
        passages: passages.map(({ passage_id: id, title, text }) => ({ id, title, text })),
        previous:
          previousText === null || instruction === null
            ? null
            : { text: previousText, wish: instruction },
      },
      subject: { kind: 'conversation', id: String(context.conversationId) },
      inputRefs: [
        ...thread.map(({ id }) => ({ kind: 'message', id: String(id) })),
        ...passages.map(({ passage_id: id }) => ({ kind: 'knowledge_passage', id: String(id) })),
      ],
      isOverdue: deps.clock.now().getTime() - context.since.getTime() > OVERDUE_MS,
    });
    if (result.outcome !== 'succeeded') return { kind: 'failed', reason: result.outcome };
    const { segments, language, intent } = result.output;
    return {
      kind: 'written',
      segments: segments.map(({ text, passage_ids: passageIds }) => ({ text, passageIds })),
      passages,
      language,
      intent,
    };
  };

const retrieve = async (
  { database, clock }: Pick<RunPromptDeps, 'database' | 'clock'>,
  companyId: number,
  question: string,
): Promise<CitationRow[]> => {
  const found = await inCompany(database, { companyId, userId: null }, (tx) =>
    findPassages(tx, {
      question: question.slice(0, QUESTION_LENGTH_MAX),
      limit: PASSAGE_COUNT_MAX,
      now: clock.now(),
    }),
  );
  return found.map((passage) => ({
    passage_id: passage.id,
    article_id: passage.article_id,
    title: passage.article_title,
    text: passage.text,
  }));
};
