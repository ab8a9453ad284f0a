/** How to reach a mailbox, with its secrets decrypted. Never stored, logged or sent to Temporal. */

export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
/** `tls`: from the first byte. `starttls`: required before login. `none`: a server on this machine only. */
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

export interface MailServer {
  host: string;
  port: number;
  security: MailSecurity;
}

/** A password, or an access token of OAuth 2 (XOAUTH2). */
export type MailLogin = { user: string; password: string } | { user: string; accessToken: string };

export interface MailAccount {
  mailboxId: number;
  companyId: number;
  /** The sender of replies. */
  name: string;
  email: string;
  imap: MailServer;
  smtp: MailServer;
  login: MailLogin;
}
