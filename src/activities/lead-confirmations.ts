import type { Deps } from '../deps.ts';
import { confirmationMailText } from '../domain/lead-confirmations/mail-text.ts';
import { confirmationTokens, confirmationUrl } from '../domain/lead-confirmations/token.ts';
import type { Transaction } from '../platform/database.ts';
import type { ConfirmationMailRow } from '../queries/lead-confirmations.ts';
import { confirmationMails } from '../services/lead-confirmations/mail.ts';
import { giveUpLink, sendLink, type LinkMailResult } from './shared/link-mails.ts';
import { prepareLetter, type MailDeps, type Prepared } from './shared/mails.ts';

/** Sending the link that confirms an e-mail address. */

export interface ConfirmationMailInput {
  companyId: number;
  confirmationId: string;
}

interface ConfirmationActivityDeps extends MailDeps, Pick<Deps, 'encryptionKeys'> {}

export const createLeadConfirmationActivities = (deps: ConfirmationActivityDeps) => ({
  /**
   * Sends the mail of one confirmation. Out: how it ended. Errors: `mail_temporary`, `unavailable`
   * (retryable).
   * Twice: the mail is sent at most once (ADR 0016). Key: the confirmation's id, which is also the Message-ID.
   */
  async sendLeadConfirmation(input: ConfirmationMailInput): Promise<LinkMailResult> {
    return sendLink(deps, {
      store: confirmationMails,
      key: input,
      prepare: (tx, row) => prepare(deps, tx, input, row),
    });
  },

  /**
   * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays
   * as it is.
   */
  async giveUpLeadConfirmation(input: ConfirmationMailInput): Promise<LinkMailResult> {
    return giveUpLink(deps, { store: confirmationMails, key: input });
  },
});

export type LeadConfirmationActivities = ReturnType<typeof createLeadConfirmationActivities>;

/** The mail can't be sent once the encryption key of the link was removed. */
const prepare = async (
  deps: ConfirmationActivityDeps,
  tx: Transaction,
  input: ConfirmationMailInput,
  row: ConfirmationMailRow,
): Promise<Prepared> => {
  const token = confirmationTokens.recover(deps.encryptionKeys, input, row.token_hash);
  if (token === undefined) return { kind: 'unsendable', error: 'key_gone' };
  return prepareLetter(deps, tx, {
    companyId: input.companyId,
    mailId: input.confirmationId,
    companyName: row.company_name,
    to: { name: '', address: row.email },
    date: row.created_at,
    text: confirmationMailText({
      locale: row.locale,
      companyName: row.company_name,
      formName: row.form_name,
      url: confirmationUrl(deps.config.PUBLIC_URL, token),
      expiresAt: row.expires_at,
    }),
  });
};
