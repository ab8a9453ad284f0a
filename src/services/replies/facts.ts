import {
  messageAttempted,
  messageFailed,
  messagePartlyRefused,
  messageSent,
  messageStopped,
  messageUncertain,
} from '../../domain/replies/events.ts';
import type { SentEvidence } from '../../domain/replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Audience } from '../../platform/facts.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';

/** Shared parts of the facts of an outgoing message. */

const CATEGORY = 'CONVERSATION';

const audienceOf = (row: Pick<OutgoingRow, 'assigned_to' | 'call_centre_id'>): Audience => ({
  userId: row.assigned_to,
  callCentreId: row.call_centre_id,
});

export const aboutOutgoing = (row: OutgoingRow) => ({
  subjectId: row.conversation_id,
  audience: audienceOf(row),
});

/** For the audit trail: no text, no address. */
export const auditedOutgoing = (row: OutgoingRow, more: object = {}) => ({
  message_id: row.id,
  status: row.status,
  attempt_count: row.attempt_count,
  ...more,
});

const stateOf = (row: OutgoingRow) => ({
  message_id: row.id,
  conversation_id: row.conversation_id,
  mailbox_id: row.mailbox_id,
  call_centre_id: row.call_centre_id,
  author_id: row.author_id,
  subject: row.subject,
});

/** The author is told what became of the message, by the words of its notification. */
const toAuthor = (row: OutgoingRow) =>
  row.author_id === null
    ? {}
    : {
        notify: {
          userIds: [row.author_id],
          category: CATEGORY,
          params: {
            contact: row.contact_name ?? row.contact_address ?? '',
            subject: row.subject,
          },
        },
      };

export const emitSent = (
  tx: Transaction,
  row: OutgoingRow,
  { evidence, refusedCount }: { evidence: SentEvidence; refusedCount: number },
): void => {
  tx.emit(messageSent, {
    ...aboutOutgoing(row),
    data: { ...stateOf(row), evidence, refused_count: refusedCount },
    after: { message_id: row.id, evidence, refused_count: refusedCount },
  });
  if (refusedCount > 0) tx.emit(messagePartlyRefused, { ...aboutOutgoing(row), ...toAuthor(row) });
};

export const emitFailed = (tx: Transaction, row: OutgoingRow, errorCode: string): void =>
  tx.emit(messageFailed, {
    ...aboutOutgoing(row),
    ...toAuthor(row),
    data: { ...stateOf(row), error_code: errorCode },
    after: { message_id: row.id, error_code: errorCode },
  });

export const emitUncertain = (tx: Transaction, row: OutgoingRow): void =>
  tx.emit(messageUncertain, {
    ...aboutOutgoing(row),
    ...toAuthor(row),
    after: auditedOutgoing(row),
  });

/** Its author knows what they did themselves. */
export const emitStopped = (tx: Transaction, row: OutgoingRow): void => {
  if (row.author_id === tx.actor.userId) return;
  tx.emit(messageStopped, { ...aboutOutgoing(row), ...toAuthor(row) });
};

export const emitAttempted = (tx: Transaction, row: OutgoingRow): void =>
  tx.emit(messageAttempted, aboutOutgoing(row));
