/** Sends mails of Relais itself (ADR 0016), over the mail server of the installation. Mailboxes have their own. */

export interface Mail {
  /**
   * Sends one mail to one recipient. Every outcome is a verdict, never an error.
   * Twice: sends the mail again with the same Message-ID. Some receivers show it once, others twice.
   */
  send: (message: MailMessage) => Promise<MailVerdict>;
}

export interface MailMessage {
  /** Chosen by the caller. The same mail keeps it in every attempt. `<…@…>`, RFC 5322. */
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
  /** The same in every attempt. */
  date: Date;
}

export type MailVerdict =
  | { outcome: 'sent' }
  /** Not accepted. A later attempt may succeed. */
  | { outcome: 'temporary'; errorCode: string }
  /** Not accepted. A later attempt fails too. */
  | { outcome: 'permanent'; errorCode: string }
  /** The server refused the address of the recipient. */
  | { outcome: 'recipient_refused'; errorCode: string }
  /** The whole mail was sent but the server did not answer. It may have accepted the mail. */
  | { outcome: 'uncertain'; errorCode: string };

export type MailOutcome = MailVerdict['outcome'];

export const MAIL_OUTCOMES = [
  'sent',
  'temporary',
  'permanent',
  'recipient_refused',
  'uncertain',
] as const satisfies readonly MailOutcome[];
