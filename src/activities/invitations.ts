import { ApplicationFailure } from '@temporalio/activity';
import type { Deps } from '../deps.ts';
import { invitationMailText } from '../domain/invitations/mail-text.ts';
import {
  isMailEnded,
  type EndedMailStatus,
  type MailStatus,
} from '../domain/invitations/mail-status.ts';
import { invitationUrl, recoverInvitationToken } from '../domain/invitations/token.ts';
import { settingsOf } from '../domain/settings/shapes.ts';
import { AppError } from '../errors.ts';
import { mailMessageId } from '../ids.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import type { MailMessage, MailOutcome, MailVerdict } from '../platform/mail/contract.ts';
import type { Metrics } from '../platform/metrics.ts';
import { findSettings } from '../queries/settings.ts';
import {
  lockInvitationMail,
  setInvitationMail,
  type InvitationMailRow,
} from '../queries/invitations.ts';
import { abandonMail, recordMail } from '../services/invitations/mail.ts';

/** Sending an invitation's link by mail. */

export interface InvitationMailInput {
  companyId: number;
  userId: number;
  issueId: string;
}

/** `obsolete`: the link does not work any more, so it was not sent. */
export type InvitationMailResult = { status: EndedMailStatus | 'obsolete' };

interface InvitationActivityDeps extends Pick<
  Deps,
  'config' | 'database' | 'encryptionKeys' | 'mail' | 'clock'
> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

export const createInvitationActivities = (deps: InvitationActivityDeps) => {
  const transact = <T>(
    input: InvitationMailInput,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> =>
    inCompany(deps.database, { companyId: input.companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Sends the mail of one invitation. Out: how it ended. Errors: `mail_temporary`, `unavailable`
     * (retryable).
     * Twice: the mail is sent at most once. The status is `sending` before the server is called. A second
     * run that finds `sending` can't know if the server accepted the mail, so it ends as `uncertain`
     * (ADR 0016). Key: the issue id, which is also the Message-ID.
     */
    async sendInvitationMail(input: InvitationMailInput): Promise<InvitationMailResult> {
      const { mail } = deps;
      if (mail === undefined) throw new AppError('unavailable', 'no mail server is set');
      const opened = await transact(input, (tx) => openAttempt(tx, input));
      if (opened.kind === 'ended') return { status: opened.status };
      const message = compose(deps, input, opened);
      const verdict: MailVerdict =
        message === undefined
          ? { outcome: 'permanent', errorCode: 'key_gone' }
          : await mail.send(message);
      deps.metrics.mails.inc({ outcome: verdict.outcome });
      return transact(input, (tx) => closeAttempt(tx, input, verdict, deps.clock.now())).then(
        (status) => {
          if (status !== 'waiting') return { status };
          throw ApplicationFailure.create({ message: 'mail_temporary', type: 'mail_temporary' });
        },
      );
    },

    /**
     * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays
     * as it is.
     */
    async giveUpInvitationMail(input: InvitationMailInput): Promise<InvitationMailResult> {
      return transact(input, async (tx) => {
        const row = await lockInvitationMail(tx, input);
        if (!row) return { status: 'obsolete' };
        if (isMailEnded(row.mail_status)) return { status: row.mail_status };
        return { status: await abandonMail(tx, input, row, 'not_sent') };
      });
    },
  };
};

export type InvitationActivities = ReturnType<typeof createInvitationActivities>;

type OpenedAttempt =
  | { kind: 'open'; row: InvitationMailRow; senderName: string | null }
  | { kind: 'ended'; status: EndedMailStatus | 'obsolete' };

const openAttempt = async (tx: Transaction, input: InvitationMailInput): Promise<OpenedAttempt> => {
  const row = await lockInvitationMail(tx, input);
  if (!row) return { kind: 'ended', status: 'obsolete' };
  switch (row.mail_status) {
    case 'waiting': {
      const { mail } = settingsOf((await findSettings(tx)).chosen);
      await setInvitationMail(tx, {
        issueId: input.issueId,
        status: 'sending',
        error: row.mail_error,
        mailedAt: null,
      });
      return { kind: 'open', row, senderName: mail.sender_name };
    }
    case 'sending':
      await recordMail(tx, input, row, { status: 'uncertain', error: 'cut_short', mailedAt: null });
      return { kind: 'ended', status: 'uncertain' };
    case 'sent':
    case 'failed':
    case 'uncertain':
      return { kind: 'ended', status: row.mail_status };
  }
};

const STATUS_AFTER: Record<MailOutcome, Exclude<MailStatus, 'sending'>> = {
  sent: 'sent',
  temporary: 'waiting',
  permanent: 'failed',
  recipient_refused: 'failed',
  uncertain: 'uncertain',
};

/** Stores the result of an attempt. A late success of a timed-out attempt replaces `uncertain`. */
const closeAttempt = async (
  tx: Transaction,
  input: InvitationMailInput,
  verdict: MailVerdict,
  now: Date,
): Promise<EndedMailStatus | 'obsolete' | 'waiting'> => {
  const row = await lockInvitationMail(tx, input);
  if (!row) return 'obsolete';
  const isStillOurs = row.mail_status === 'sending' || verdict.outcome === 'sent';
  if (!isStillOurs) return isMailEnded(row.mail_status) ? row.mail_status : 'waiting';
  const status = STATUS_AFTER[verdict.outcome];
  const error = verdict.outcome === 'sent' ? null : verdict.errorCode;
  await recordMail(tx, input, row, { status, error, mailedAt: status === 'sent' ? now : null });
  return status;
};

/** Undefined if the encryption key of the link was removed. */
const compose = (
  { config, encryptionKeys }: Pick<InvitationActivityDeps, 'config' | 'encryptionKeys'>,
  input: InvitationMailInput,
  { row, senderName }: Extract<OpenedAttempt, { kind: 'open' }>,
): MailMessage | undefined => {
  const token = recoverInvitationToken(encryptionKeys, input, row.token_hash);
  if (token === undefined || config.MAIL_FROM === undefined) return undefined;
  return {
    messageId: mailMessageId(input.issueId, config.MAIL_FROM),
    from: { name: senderName ?? row.company_name, address: config.MAIL_FROM },
    to: { name: row.name, address: row.email },
    // Asks for no automatic replies. RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Relais-Company': String(input.companyId) },
    date: row.created_at,
    ...invitationMailText({
      locale: row.locale,
      personName: row.name,
      companyName: row.company_name,
      inviterName: row.inviter_name,
      role: row.role,
      url: invitationUrl(config.PUBLIC_URL, token),
      expiresAt: row.expires_at,
    }),
  };
};
