import { MAILBOX_COUNT_MAX } from '../../domain/mailboxes/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { isWithin, type Scope } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findSender, listSenders, type SenderRow } from '../../queries/replies/senders.ts';

/** The mailbox that a message is sent from. */

/**
 * In: the mailbox that the caller chose, or that of the conversation. Errors: `validation_failed` if it is not
 * within the caller's reach; `conflict` if it can't send.
 */
export const requireSender = async (
  tx: Transaction,
  scope: Scope,
  {
    chosenId,
    conversationMailboxId,
  }: { chosenId?: number | undefined; conversationMailboxId: number | null },
): Promise<SenderRow> => {
  const id = chosenId ?? conversationMailboxId;
  if (id === null) throw invalid([fault('mailbox_id', 'required', {})]);
  const sender = await findSender(tx, { id });
  const isOwn = chosenId === undefined || chosenId === conversationMailboxId;
  if (sender === undefined || sender.is_deleted || !(isOwn || isReached(scope, sender))) {
    throw invalid([fault('mailbox_id', 'unknown_record', { record: 'mailbox' })]);
  }
  if (canSend(sender)) return sender;
  const reason = sender.is_active ? 'mailbox_refused' : 'mailbox_paused';
  throw new AppError('conflict', DETAILS[reason], { details: { reason } });
};

const DETAILS = {
  mailbox_paused: 'this mailbox is paused: switch it on, or choose another one',
  mailbox_refused: 'the server of this mailbox refuses its credentials: correct them first',
};

export const canSend = (sender: SenderRow): boolean =>
  sender.is_active && !sender.is_paused && !sender.is_deleted;

/** The mailboxes that the caller may begin a conversation with: as `requireSender` accepts them. */
export const listUsableSenders = async (tx: Transaction, scope: Scope): Promise<SenderRow[]> =>
  (await listSenders(tx, { limit: MAILBOX_COUNT_MAX })).filter(
    (sender) => canSend(sender) && isReached(scope, sender),
  );

const isReached = (scope: Scope, sender: SenderRow): boolean =>
  isWithin(scope, { userId: null, callCentreId: sender.call_centre_id });
