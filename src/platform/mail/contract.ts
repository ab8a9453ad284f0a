/** How mails leave. One server for the installation; a mailbox brings its own later (ADR 0016). */

export interface Mail {
  /**
   * Sends one mail to one person. Whatever comes of it is an answer, never an error.
   * Twice: another mail with the same Message-ID, which some receivers show once and others twice.
   */
  send: (message: MailMessage) => Promise<MailVerdict>;
}

export interface MailMessage {
  /** The caller's: a mail that is sent again keeps it. `<…@…>`, RFC 5322. */
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
  /** When it was written: also the same when it is sent again. */
  date: Date;
}

export type MailVerdict =
  | { outcome: 'sent' }
  /** Not accepted: later, it may be. */
  | { outcome: 'temporary'; errorCode: string }
  /** Not accepted, and never will be. */
  | { outcome: 'permanent'; errorCode: string }
  /** There is no such address, or it takes no mail. */
  | { outcome: 'recipient_refused'; errorCode: string }
  /** The whole mail was handed over, and the server's answer is missing: it may have been accepted. */
  | { outcome: 'uncertain'; errorCode: string };

export type MailOutcome = MailVerdict['outcome'];

export const MAIL_OUTCOMES = [
  'sent',
  'temporary',
  'permanent',
  'recipient_refused',
  'uncertain',
] as const satisfies readonly MailOutcome[];
