import { mailFailureOf, type MailFailure } from '../../domain/mailboxes/failures.ts';

/** What a session with an IMAP server fails with. Without texts of the server: they may name people. */

export class ImapFailure extends Error {
  readonly code: MailFailure;
  constructor(code: MailFailure) {
    super(`the IMAP session failed: ${code}`);
    this.name = 'ImapFailure';
    this.code = code;
  }
}

/** In: what was thrown, and the text of the server's BYE if there was one: it may say why. */
export const toImapFailure = (error: unknown, byeReason?: string): ImapFailure => {
  if (error instanceof ImapFailure) return error;
  if (byeReason !== undefined && error instanceof Error && !('reason' in error)) {
    Object.assign(error, { reason: byeReason });
  }
  return new ImapFailure(mailFailureOf(error));
};
