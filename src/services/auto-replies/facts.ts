import type { Transaction } from '../../platform/database.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { notifyOthers } from '../shared/notify-others.ts';

/** Shared parts of the facts of an automatic reply. */

export const CATEGORY = 'AUTO_REPLY';

type Owned = Pick<AutoReplyRow, 'assigned_to' | 'conversation_assigned_to' | 'call_centre_id'>;

/** Who is to decide: the one it was given to, else the assignee of its conversation. */
export const deciderOf = (row: Owned): number | null =>
  row.assigned_to ?? row.conversation_assigned_to;

export const aboutAutoReply = (row: AutoReplyRow) => ({
  subjectId: row.id,
  audience: { userId: row.conversation_assigned_to, callCentreId: row.call_centre_id },
});

/** For the audit trail: neither text nor address. */
export const auditedAutoReply = (row: AutoReplyRow, more: object = {}) => ({
  conversation_id: row.conversation_id,
  message_id: row.message_id,
  status: row.status,
  version: row.version,
  ...more,
});

export const notifyDecider = (tx: Transaction, row: AutoReplyRow, others: readonly number[] = []) =>
  notifyOthers(tx, {
    category: CATEGORY,
    userIds: [deciderOf(row), ...others],
    params: {
      conversation_id: row.conversation_id,
      subject: row.conversation_subject,
      contact: row.contact_name ?? row.contact_address ?? '',
    },
  });
