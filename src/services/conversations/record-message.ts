import type { Transaction } from '../../platform/database.ts';

export interface RecordedMessage {
  conversationId: number;
  direction: 'in' | 'out';
  occurredAt: Date;
  /** Beginning of the visible text. */
  preview: string;
  hasAttachments: boolean;
  /** Written by a machine: it ends no wait and reopens nothing. */
  isAutomatic: boolean;
  /** False for old mail: no unread mark, and nothing is reopened. */
  isNews: boolean;
}

/**
 * What a message changes in its conversation: counters, dates, preview, unread mark, status, response times.
 * The one place that does so: for received mail, for replies that were accepted for sending, and for copies in the
 * Sent folder. The caller has inserted the message and holds the lock of the conversation's row.
 */
export const recordMessage = (_tx: Transaction, _message: RecordedMessage): Promise<void> =>
  Promise.resolve();
