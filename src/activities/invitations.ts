import type { Deps } from '../deps.ts';
import { invitationMailText } from '../domain/invitations/mail-text.ts';
import { invitationTokens, invitationUrl } from '../domain/invitations/token.ts';
import type { Transaction } from '../platform/database.ts';
import type { InvitationMailRow } from '../queries/invitations.ts';
import { invitationMails } from '../services/invitations/mail.ts';
import { giveUpLink, sendLink, type LinkMailResult } from './shared/link-mails.ts';
import { prepareLetter, type MailDeps, type Prepared } from './shared/mails.ts';

/** Sending an invitation's link by mail. */

export interface InvitationMailInput {
  companyId: number;
  userId: number;
  issueId: string;
}

interface InvitationActivityDeps extends MailDeps, Pick<Deps, 'encryptionKeys'> {}

export const createInvitationActivities = (deps: InvitationActivityDeps) => ({
  /**
   * Sends the mail of one invitation. Out: how it ended. Errors: `mail_temporary`, `unavailable`
   * (retryable).
   * Twice: the mail is sent at most once (ADR 0016). Key: the issue id, which is also the Message-ID.
   */
  async sendInvitationMail(input: InvitationMailInput): Promise<LinkMailResult> {
    return sendLink(deps, {
      store: invitationMails,
      key: input,
      prepare: (tx, row) => prepare(deps, tx, input, row),
    });
  },

  /**
   * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays
   * as it is.
   */
  async giveUpInvitationMail(input: InvitationMailInput): Promise<LinkMailResult> {
    return giveUpLink(deps, { store: invitationMails, key: input });
  },
});

export type InvitationActivities = ReturnType<typeof createInvitationActivities>;

/** The mail can't be sent once the encryption key of the link was removed. */
const prepare = async (
  deps: InvitationActivityDeps,
  tx: Transaction,
  input: InvitationMailInput,
  row: InvitationMailRow,
): Promise<Prepared> => {
  const token = invitationTokens.recover(deps.encryptionKeys, input, row.token_hash);
  if (token === undefined) return { kind: 'unsendable', error: 'key_gone' };
  return prepareLetter(deps, tx, {
    companyId: input.companyId,
    mailId: input.issueId,
    companyName: row.company_name,
    to: { name: row.name, address: row.email },
    date: row.created_at,
    text: invitationMailText({
      locale: row.locale,
      personName: row.name,
      companyName: row.company_name,
      inviterName: row.inviter_name,
      role: row.role,
      url: invitationUrl(deps.config.PUBLIC_URL, token),
      expiresAt: row.expires_at,
    }),
  });
};
