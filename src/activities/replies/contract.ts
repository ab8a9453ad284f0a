import type { Deps } from '../../deps.ts';
import type { EndedStatus } from '../../domain/replies/statuses.ts';
import type { Committed } from '../../platform/database.ts';
import type { SentFolder } from '../../platform/imap/find-message.ts';
import type { MailboxSmtp } from '../../platform/mailbox-smtp/send.ts';
import type { Metrics } from '../../platform/metrics.ts';

/** What the activities of replies take, need and give. */

export interface ReplyInput {
  companyId: number;
  messageUuid: string;
}

export interface ReplyActivityDeps extends Pick<
  Deps,
  'config' | 'database' | 'http' | 'encryptionKeys' | 'clock' | 'files' | 'log'
> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

/** The servers of mailboxes. They hold nothing open, so there is nothing to close. */
export interface MailboxServers {
  mailboxSmtp: MailboxSmtp;
  sentFolder: SentFolder;
}

/** `waitMs`: until it is to be called again. */
export type AttemptResult =
  { kind: 'ended'; status: EndedStatus } | { kind: 'wait'; waitMs: number };
