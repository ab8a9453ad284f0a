import { ownPart } from '../../domain/auto-replies/context.ts';
import type { FolderAutoReply } from '../../domain/auto-replies/settings.ts';
import type { Transaction } from '../../platform/database.ts';
import { listThread, type ThreadMessage } from '../../queries/auto-replies/thread.ts';
import { findAutoReply } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import type { DraftOutcome } from '../../services/auto-replies/store.ts';

/** What a draft is written from. */
export interface DraftContext {
  autoReplyId: string;
  conversationId: number;
  /** What it continues: 0 if nothing is written yet. */
  version: number;
  previousText: string | null;
  instruction: string | null;
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
    settings,
    thread: thread.map((message) => ({ ...message, text: ownPart(message) })),
  };
};

export const modelWriter =
  (_deps: object): DraftWriter =>
  () =>
    Promise.resolve({ kind: 'failed', reason: 'ai_not_configured' });
