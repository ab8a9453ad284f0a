import { attachmentUploaded } from '../../domain/attachments/events.ts';
import { UNSENT_UPLOAD_COUNT_MAX } from '../../domain/attachments/shapes.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countUnsentUploads,
  findAttachment,
  insertUpload,
  type AttachmentRow,
} from '../../queries/attachments/records.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation } from '../conversations/facts.ts';
import { claimFile } from '../shared/stored-files.ts';
import type { StoredUpload } from '../shared/uploads.ts';

/** A file that a user uploads for a message. */

/** Errors: `conflict` for a user with too many files that no message has taken. */
export const limitUploads = async (tx: Transaction, userId: number): Promise<void> => {
  if ((await countUnsentUploads(tx, userId)) < UNSENT_UPLOAD_COUNT_MAX) return;
  throw new AppError('conflict', `you have ${UNSENT_UPLOAD_COUNT_MAX} files that were not sent`);
};

export const insertUploaded = async (
  tx: Transaction,
  input: {
    /** Null: for one that is not begun yet. */
    conversation: ConversationRow | null;
    userId: number;
    stored: StoredUpload;
    isSeen: boolean;
  },
): Promise<AttachmentRow> => {
  const { conversation, userId, stored, isSeen } = input;
  await limitUploads(tx, userId);
  await claimFile(tx, { sha256: stored.sha256, isSeen });
  const conversationId = conversation?.id ?? null;
  const id = await insertUpload(tx, { conversationId, userId, ...stored });
  tx.emit(attachmentUploaded, {
    ...(conversation && aboutConversation(conversation)),
    subjectId: id,
    after: { conversation_id: conversationId, sha256: stored.sha256 },
  });
  const row = await findAttachment(tx, id);
  if (row === undefined) throw notFound('attachment');
  return row;
};
