import type { Readable } from 'node:stream';
import type { MailAccount } from '../../domain/mailboxes/account.ts';
import type { SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';
import { AppError } from '../../errors.ts';
import { converse } from '../mail/dialogue.ts';
import { resolveMailHost } from '../mail-hosts.ts';
import type { Resolve } from '../public-names.ts';

/** Sends a mail over the SMTP server of a mailbox, whose host a user chose. */

export interface MailboxSmtp {
  /**
   * Every outcome is a verdict, never an error.
   * Twice: sends the mail again; the caller makes sure that it does not (ADR 0025).
   */
  send: (account: Pick<MailAccount, 'smtp' | 'login'>, letter: Letter) => Promise<SmtpVerdict>;
}

export interface Letter {
  from: string;
  to: readonly string[];
  sizeBytes: number;
  /** Destroyed if the server does not take it. */
  content: Readable;
  /** Before the end of the mail is sent. Out: whether to send it. */
  beforeEnd: () => Promise<boolean>;
}

/** For the whole mail: 20 MB of files over a slow line. The timeout of the activity is longer. */
export const MAILBOX_MAIL_TIMEOUT_MS = 100_000;

interface MailboxSmtpOptions {
  allowLoopback: boolean;
  resolve?: Resolve;
  timeoutMs?: number;
}

export const createMailboxSmtp = (options: MailboxSmtpOptions): MailboxSmtp => ({
  send: async ({ smtp, login }, { from, to, sizeBytes, content, beforeEnd }) => {
    try {
      const { address, servername } = await resolveMailHost(smtp.host, options);
      const server = {
        ...smtp,
        host: address,
        ...(servername === '' ? {} : { servername }),
        login,
      };
      return await converse(server, {
        envelope: { from, to, sizeBytes },
        content,
        beforeEnd,
        timeoutMs: options.timeoutMs ?? MAILBOX_MAIL_TIMEOUT_MS,
      });
    } catch (error) {
      // Only the lookup throws: nothing was sent.
      const isRefused = error instanceof AppError && error.code === 'egress_refused';
      return {
        outcome: isRefused ? 'permanent' : 'temporary',
        errorCode: isRefused ? 'egress_refused' : 'edns',
        errorText: null,
        refused: [],
      };
    } finally {
      content.destroy();
    }
  },
});
