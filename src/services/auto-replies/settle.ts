import { autoReplyExpired, autoReplyRecalled } from '../../domain/auto-replies/events.ts';
import { nextReminderAt } from '../../domain/auto-replies/schedule.ts';
import { isOpen, type EndedStatus } from '../../domain/auto-replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply } from '../../queries/auto-replies/changes.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import { listSupervisors } from '../../queries/auto-replies/supervisors.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { changeConversation } from '../conversations/change.ts';
import { aboutAutoReply, auditedAutoReply, deciderOf, notifyDecider } from './facts.ts';
import { lockAutoReply, staleReasonOf } from './lock.ts';
import { endAsSuperseded } from './supersede.ts';

/** What the run of a draft has to do now. */
export type AutoReplyLook =
  { kind: 'draft' } | { kind: 'wait'; until: Date } | { kind: 'ended'; status: EndedStatus };

/**
 * Does what is due for a draft: ends one that is old, recalls one that waits, ends one that nobody decided about. That
 * one is never sent. Twice: what was done is not due any more.
 */
export const settleAutoReply = async (
  tx: Transaction,
  { id, now }: { id: string; now: Date },
): Promise<AutoReplyLook> => {
  const locked = await lockAutoReply(tx, id);
  if (locked === undefined) return { kind: 'ended', status: 'superseded' };
  const { row, conversation } = locked;
  if (!isOpen(row.status)) return { kind: 'ended', status: row.status };
  const stale = await staleReasonOf(tx, locked);
  if (stale !== null || conversation === undefined) {
    await endAsSuperseded(tx, row, stale ?? 'conversation_deleted');
    return { kind: 'ended', status: 'superseded' };
  }
  if (row.status === 'drafting') return { kind: 'draft' };
  const expiresAt = row.expires_at ?? now;
  if (expiresAt <= now) {
    await expire(tx, { row, conversation, now });
    return { kind: 'ended', status: 'expired' };
  }
  const reminderAt = await recall(tx, row, now);
  return { kind: 'wait', until: reminderAt ?? expiresAt };
};

/** Out: when the next one is due. */
const recall = async (tx: Transaction, row: AutoReplyRow, now: Date): Promise<Date | null> => {
  const { next_reminder_at: dueAt, expires_at: expiresAt } = row;
  if (dueAt === null || dueAt > now || expiresAt === null) return dueAt;
  const settings = await findFolderAutoReply(tx, { folderId: row.folder_id });
  const next = nextReminderAt({ expiresAt, minutesBefore: settings.reminder_minutes, now });
  const after = await saveAutoReply(tx, row, { next_reminder_at: next });
  const others = deciderOf(row) === null ? await listSupervisors(tx, row.call_centre_id) : [];
  tx.emit(autoReplyRecalled, { ...aboutAutoReply(after), ...notifyDecider(tx, after, others) });
  return next;
};

const expire = async (
  tx: Transaction,
  { row, conversation, now }: { row: AutoReplyRow; conversation: ConversationRow; now: Date },
): Promise<void> => {
  const { on_expiry: end } = await findFolderAutoReply(tx, { folderId: row.folder_id });
  const isEscalated = end !== 'discard';
  const after = await saveAutoReply(tx, row, { status: 'expired', is_escalated: isEscalated });
  const others = isEscalated ? await listSupervisors(tx, row.call_centre_id) : [];
  tx.emit(autoReplyExpired, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, { is_escalated: isEscalated }),
    ...(isEscalated ? notifyDecider(tx, after, others) : {}),
  });
  if (isEscalated) await changeConversation(tx, conversation, { status: 'urgent' }, now);
};
