/** How the mail of an invitation is doing. Bundled into workflows: no zod, no imports. */

export const MAIL_STATUSES = ['waiting', 'sending', 'sent', 'failed', 'uncertain'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** Nothing more happens to it. `uncertain`: the server may have accepted it; it is not sent again by itself. */
export type EndedMailStatus = 'sent' | 'failed' | 'uncertain';

export const isMailEnded = (status: MailStatus): status is EndedMailStatus =>
  status !== 'waiting' && status !== 'sending';
