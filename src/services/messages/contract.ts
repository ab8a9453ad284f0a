import type { ParsedMail } from '../../domain/messages/parsed.ts';
import type { EncryptionKey } from '../../domain/shared/secrets.ts';

/** What `ingestMail` is given, and what became of it. */

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
  /** `deps.encryptionKeys`: they show which Message-IDs are ours. */
  keys: readonly EncryptionKey[];
  /** `config.MAIL_FROM`, the sender of Relais' own mails; null if none is set. */
  senderAddress: string | null;
}

export const INGEST_OUTCOMES = ['new', 'duplicate', 'newsletter', 'filtered', 'own_copy'] as const;

export interface Ingested {
  outcome: (typeof INGEST_OUTCOMES)[number];
  /**
   * Code for people: `stored`; `same_mail`, `other_mailbox`; why it is a newsletter (NEWSLETTER_REASONS);
   * `own_notification`, `empty`; `sent_by_relais`, `own_reply`, `internal`.
   */
  reason: string;
  messageId: number | null;
  conversationId: number | null;
}
