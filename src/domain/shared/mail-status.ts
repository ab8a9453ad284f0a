/** The status of a mail that is sent at most once (ADR 0016). */

export const MAIL_STATUSES = ['waiting', 'sending', 'sent', 'failed', 'uncertain'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** Final. `uncertain`: the mail server may have accepted the mail; it is not repeated automatically. */
export type EndedMailStatus = 'sent' | 'failed' | 'uncertain';

export const isMailEnded = (status: MailStatus): status is EndedMailStatus =>
  status !== 'waiting' && status !== 'sending';
