import { ownPart } from '../../domain/auto-replies/context.ts';
import type { FolderAutoReply } from '../../domain/auto-replies/settings.ts';
import type { Transaction } from '../../platform/database.ts';
import { listThread, type ThreadMessage } from '../../queries/auto-replies/thread.ts';
import { findAutoReply } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import type { RunPromptDeps } from '../../services/ai/run-prompt.ts';
import { writeDraft, type DraftOutcome } from '../../services/auto-replies/draft/write.ts';
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

/** Asks the model of the company. What may pass fails the activity, which Temporal tries again. */
export const modelWriter =
  (deps: RunPromptDeps): DraftWriter =>
  async (companyId, { settings, thread, previousText, instruction, conversationId, since }) => {
    const previous =
      previousText === null || instruction === null
        ? null
        : { text: previousText, wish: instruction };
    const source = { settings, thread, previous };
    const { outcome } = await writeDraft(deps, { companyId, userId: null }, source, (request) =>
      callModel(deps, {
        ...request,
        companyId,
        subject: { kind: 'conversation', id: String(conversationId) },
        isOverdue: deps.clock.now().getTime() - since.getTime() > OVERDUE_MS,
      }),
    );
    return outcome;
  };
