import type { Deps } from '../deps.ts';
import { confirmationMailText } from '../domain/lead-confirmations/mail-text.ts';
import { confirmationUrl, recoverConfirmationToken } from '../domain/lead-confirmations/token.ts';
import { settingsOf } from '../domain/settings/shapes.ts';
import type { EndedMailStatus } from '../domain/shared/mail-status.ts';
import { AppError } from '../errors.ts';
import { mailMessageId } from '../ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { ConfirmationMailRow } from '../queries/lead-confirmations.ts';
import { findSettings } from '../queries/settings.ts';
import { confirmationMails } from '../services/lead-confirmations/mail.ts';
import { giveUp, sendOnce, type MailDeps, type Prepared } from './shared/mails.ts';

/** Sending the link that confirms an e-mail address. */

export interface ConfirmationMailInput {
  companyId: number;
  confirmationId: string;
}

/** `obsolete`: the link does not work any more, so it was not sent. */
export type ConfirmationMailResult = { status: EndedMailStatus | 'obsolete' };

interface ConfirmationActivityDeps extends MailDeps, Pick<Deps, 'encryptionKeys'> {}

export const createLeadConfirmationActivities = (deps: ConfirmationActivityDeps) => ({
  /**
   * Sends the mail of one confirmation. Out: how it ended. Errors: `mail_temporary`, `unavailable`
   * (retryable).
   * Twice: the mail is sent at most once (ADR 0016). Key: the confirmation's id, which is also the Message-ID.
   */
  async sendLeadConfirmation(input: ConfirmationMailInput): Promise<ConfirmationMailResult> {
    if (deps.mail === undefined) throw new AppError('unavailable', 'no mail server is set');
    return resultOf(
      await sendOnce(deps, {
        store: confirmationMails,
        key: input,
        prepare: (tx, row) => prepare(deps, tx, input, row),
      }),
    );
  },

  /**
   * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays
   * as it is.
   */
  async giveUpLeadConfirmation(input: ConfirmationMailInput): Promise<ConfirmationMailResult> {
    return resultOf(await giveUp(deps, { store: confirmationMails, key: input }));
  },
});

export type LeadConfirmationActivities = ReturnType<typeof createLeadConfirmationActivities>;

const resultOf = (status: EndedMailStatus | 'gone'): ConfirmationMailResult => ({
  status: status === 'gone' ? 'obsolete' : status,
});

/** The mail can't be sent once the encryption key of the link was removed. */
const prepare = async (
  { config, encryptionKeys }: ConfirmationActivityDeps,
  tx: Transaction,
  input: ConfirmationMailInput,
  row: ConfirmationMailRow,
): Promise<Prepared> => {
  const token = recoverConfirmationToken(encryptionKeys, input, row.token_hash);
  if (token === undefined) return { kind: 'unsendable', error: 'key_gone' };
  const sender = config.MAIL_FROM;
  if (sender === undefined) return { kind: 'unsendable', error: 'no_mail_server' };
  const { mail } = settingsOf((await findSettings(tx)).chosen);
  return {
    kind: 'ready',
    message: {
      messageId: mailMessageId(input.confirmationId, sender),
      from: { name: mail.sender_name ?? row.company_name, address: sender },
      to: { name: '', address: row.email },
      // Asks for no automatic replies. RFC 3834.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Relais-Company': String(input.companyId) },
      date: row.created_at,
      ...confirmationMailText({
        locale: row.locale,
        companyName: row.company_name,
        formName: row.form_name,
        url: confirmationUrl(config.PUBLIC_URL, token),
        expiresAt: row.expires_at,
      }),
    },
  };
};
