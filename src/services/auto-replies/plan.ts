import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../../deps.ts';
import {
  autoRepliesSuspended,
  autoReplyRefused,
  autoReplyStarted,
} from '../../domain/auto-replies/events.ts';
import type { UnansweredReason } from '../../domain/auto-replies/verdicts.ts';
import { isWorkedOn } from '../../domain/conversations/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { insertAutoReply } from '../../queries/auto-replies/changes.ts';
import { findNewest } from '../../queries/auto-replies/inbound.ts';
import { isSuspensionKnown } from '../../queries/auto-replies/history.ts';
import { findAutoReply, type AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { listOwners } from '../../queries/mailboxes/health.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { notifyOthers } from '../shared/notify-others.ts';
import { aboutAutoReply, auditedAutoReply, CATEGORY } from './facts.ts';
import { judgeMessage } from './judge.ts';
import { wakeAutoReplyRun } from './run.ts';

/**
 * Whether the newest message of a conversation is answered automatically: starts a draft, or says which rules speak
 * against it. Only a received message is answered, each one once. The caller holds the lock of the conversation.
 * Twice: the message has its row.
 */
export const planAutoReply = async (
  deps: Pick<Deps, 'encryptionKeys'>,
  tx: Transaction,
  { conversation, now }: { conversation: ConversationRow; now: Date },
): Promise<void> => {
  const { id: conversationId, folder_id: folderId } = conversation;
  if (folderId === null || unansweredReasonOf(conversation) !== null) return;
  const { mode } = await findFolderAutoReply(tx, { folderId });
  if (mode === 'off') return;
  const message = await findNewest(tx, conversationId);
  if (message?.direction !== 'in') return;
  const refusals = await judgeMessage(deps, tx, { message, conversationId, mode, now });
  const id = uuidv7();
  const isNew = await insertAutoReply(tx, {
    id,
    conversationId,
    messageId: message.id,
    folderId,
    mode,
    status: refusals.length > 0 ? 'refused' : 'drafting',
    refusals,
    assignedTo: null,
  });
  if (!isNew) return;
  const row = await findAutoReply(tx, { id });
  if (row === undefined) throw new Error('the transaction that inserted it sees it');
  if (refusals.length > 0) {
    tx.emit(autoReplyRefused, {
      ...aboutAutoReply(row),
      after: auditedAutoReply(row, { refusals }),
    });
    if (refusals.includes('company_limit')) await tellOfSuspension(tx, row, now);
    return;
  }
  tx.emit(autoReplyStarted, { ...aboutAutoReply(row), after: auditedAutoReply(row, { mode }) });
  wakeAutoReplyRun(tx, row);
};

/** Owners hear of it once: the messages that follow within the hour belong to the same opening of the breaker. */
const tellOfSuspension = async (tx: Transaction, row: AutoReplyRow, now: Date): Promise<void> => {
  await lockSetting(tx, 'auto_replies');
  if (await isSuspensionKnown(tx, { id: row.id, now })) return;
  tx.emit(autoRepliesSuspended, {
    ...aboutAutoReply(row),
    after: auditedAutoReply(row),
    ...notifyOthers(tx, { category: CATEGORY, userIds: await listOwners(tx), params: {} }),
  });
};

/** Why nothing is even planned. Null: an answer is. */
export const unansweredReasonOf = ({
  status,
  channel,
  is_newsletter: isNewsletter,
}: ConversationRow): UnansweredReason | null => {
  if (channel !== 'email') return 'channel';
  if (isNewsletter) return 'newsletter';
  return isWorkedOn(status) ? null : 'status';
};
