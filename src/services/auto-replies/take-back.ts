import { autoReplyTakenBack, autoReplyWaiting } from '../../domain/auto-replies/events.ts';
import type { PersonReason } from '../../domain/auto-replies/verdicts.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply } from '../../queries/auto-replies/changes.ts';
import { findAutoReply, type AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findOutgoing, type OutgoingRow } from '../../queries/replies/messages.ts';
import { cancelMessage } from '../replies/decide.ts';
import { aboutAutoReply, auditedAutoReply, notifyDecider } from './facts.ts';
import { wakeAutoReplyRun } from './run.ts';
import { hasChangedSources } from './sources.ts';

/**
 * A person takes a message back. The draft that it was approved from waits for a decision again, by a person also if it
 * left by itself: nothing is lost, and nothing is said to be sent. In: the message under its lock and that of its
 * conversation. Errors: those of `cancelMessage`. Twice: it is cancelled, and the draft waits.
 */
export const takeBackMessage = async (tx: Transaction, message: OutgoingRow): Promise<void> => {
  await takeBack(tx, message, 'taken_back');
};

/**
 * Looked at once more before a mail is sent that no person approved: if a passage that it cites was changed or withdrawn,
 * it waits for a person. In: the message under its lock and that of its conversation. Out: whether it does.
 */
export const holdWithoutSource = async (
  tx: Transaction,
  message: OutgoingRow,
  now: Date,
): Promise<boolean> => {
  if (message.auto_reply_id === null) return false;
  const row = await findAutoReply(tx, { id: message.auto_reply_id, isLocked: true });
  if (row?.status !== 'accepted' || row.decided_by !== null) return false;
  if (!(await hasChangedSources(tx, row, now))) return false;
  const after = await takeBack(tx, message, 'sources_changed');
  if (after !== undefined) {
    tx.emit(autoReplyWaiting, { ...aboutAutoReply(after), ...notifyDecider(tx, after) });
  }
  return true;
};

/** `reason`: why a person decides about one that left by itself. Out: the draft, if it waits again. */
const takeBack = async (
  tx: Transaction,
  message: OutgoingRow,
  reason: PersonReason,
): Promise<AutoReplyRow | undefined> => {
  await cancelMessage(tx, message);
  if (message.auto_reply_id === null) return undefined;
  const row = await findAutoReply(tx, { id: message.auto_reply_id, isLocked: true });
  if (row?.status !== 'accepted' || row.sent_message_id !== message.id) return undefined;
  // After an attempt with an unknown outcome it is `uncertain`: it may have been sent.
  if ((await findOutgoing(tx, { id: message.id }))?.status !== 'cancelled') return undefined;
  const after = await saveAutoReply(tx, row, {
    status: 'waiting',
    mode: 'validation',
    person_reason: row.decided_by === null ? reason : row.person_reason,
    first_approved_by: null,
    first_approved_at: null,
    decided_by: null,
    decided_at: null,
    sent_message_id: null,
    similarity: null,
  });
  tx.emit(autoReplyTakenBack, {
    ...aboutAutoReply(after),
    before: { status: row.status, decided_by: row.decided_by },
    after: auditedAutoReply(after),
  });
  wakeAutoReplyRun(tx, after);
  return after;
};
