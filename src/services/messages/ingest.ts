import type { ParsedMail } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';

export interface IngestInput {
  mailbox: { id: number; email: string; callCentreId: number | null };
  /** `sent`: a copy of what was sent, by Relais or by another mail client. */
  folderRole: 'inbox' | 'sent';
  mail: ParsedMail;
  raw: { sha256: string; sizeBytes: number };
  /** INTERNALDATE: when the server received it. */
  receivedAt: Date;
  /**
   * False: the message is not news (first sync, backfill, rebuilt state): no notification, no public event
   * to webhooks, no unread mark, nothing that answers it.
   */
  isNews: boolean;
}

export const INGEST_OUTCOMES = ['new', 'duplicate', 'newsletter', 'filtered', 'own_copy'] as const;

export interface Ingested {
  outcome: (typeof INGEST_OUTCOMES)[number];
  /** Code for people: `stored`, `same_mail`, `other_mailbox`, `list_header`, `own_reply`, `loop`, … */
  reason: string;
  messageId: number | null;
  conversationId: number | null;
}

/**
 * Stores one mail of a mailbox: finds or creates its conversation, its contact and its folder, and reports it.
 * Twice: the same content is one message, so the second run is a `duplicate` and changes nothing.
 */
export const ingestMail = (_tx: Transaction, _input: IngestInput): Promise<Ingested> =>
  Promise.reject(new Error('not built yet'));
