import { ApplicationFailure } from '@temporalio/activity';
import type { Deps } from '../deps.ts';
import type { Config } from '../config.ts';
import {
  isMailEnded,
  type EndedMailStatus,
  type MailStatus,
} from '../domain/invitations/mail-status.ts';
import { MAILED_COUNT_MAX, notificationMailText } from '../domain/notifications/mail-text.ts';
import { notificationWords } from '../domain/notifications/texts.ts';
import { settingsOf } from '../domain/settings/shapes.ts';
import { mailMessageId } from '../ids.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import type { MailMessage, MailOutcome, MailVerdict } from '../platform/mail/contract.ts';
import type { Metrics } from '../platform/metrics.ts';
import {
  countMailed,
  dropUnneededMails,
  findOpenMail,
  listMailed,
  lockMail,
  openMail,
  setMail,
  type MailedRow,
  type MailRow,
} from '../queries/notifications/mails.ts';
import { findSettings } from '../queries/settings.ts';
import { abandonMail, recordMail } from '../services/notifications/mail.ts';
import { labelTypes, listTypeLabels } from '../services/notifications/type-labels.ts';

/** Mails that list the notifications a user wants by e-mail. */

export interface NotificationMailUser {
  companyId: number;
  userId: number;
}

export interface NotificationMailInput extends NotificationMailUser {
  mailId: string;
}

/** `nothing`: everything was read in the meantime. */
export type GatheredMail = { kind: 'mail'; mailId: string } | { kind: 'nothing' };

export interface NotificationMailResult {
  status: EndedMailStatus;
}

interface NotificationActivityDeps extends Pick<Deps, 'config' | 'database' | 'mail' | 'clock'> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

export const createNotificationActivities = (deps: NotificationActivityDeps) => {
  const transact = <T>(
    { companyId }: NotificationMailUser,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> => inCompany(deps.database, { companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Puts the unread notifications that wait for a mail into one. In: the id for a new mail. Out: the mail
     * to send, which is an earlier one if it has not ended.
     * Twice: finds the mail that the first run opened. Key: the user, who has one open mail at most.
     */
    async gatherNotificationMail(input: NotificationMailInput): Promise<GatheredMail> {
      return transact(input, async (tx) => {
        const earlier = await findOpenMail(tx, input.userId);
        if (earlier !== undefined) return { kind: 'mail', mailId: earlier };
        await dropUnneededMails(tx, input.userId);
        const isOpened = await openMail(tx, input);
        return isOpened ? { kind: 'mail', mailId: input.mailId } : { kind: 'nothing' };
      });
    },

    /**
     * Sends one mail. Out: how it ended. Errors: `mail_temporary` (retryable).
     * Twice: the mail is sent at most once. The status is `sending` before the server is called. A second
     * run that finds `sending` can't know if the server accepted the mail, so it ends as `uncertain`
     * (ADR 0016). Key: the mail id, which is also the Message-ID.
     */
    async sendNotificationMail(input: NotificationMailInput): Promise<NotificationMailResult> {
      const opened = await transact(input, (tx) => openAttempt(tx, input));
      if (opened.kind === 'ended') return { status: opened.status };
      const message = compose(deps.config, input, opened);
      const verdict: MailVerdict =
        deps.mail === undefined || message === undefined
          ? { outcome: 'permanent', errorCode: 'no_mail_server' }
          : await deps.mail.send(message);
      deps.metrics.mails.inc({ outcome: verdict.outcome });
      const status = await transact(input, (tx) =>
        closeAttempt(tx, input, verdict, deps.clock.now()),
      );
      if (status !== 'waiting') return { status };
      throw ApplicationFailure.create({ message: 'mail_temporary', type: 'mail_temporary' });
    },

    /**
     * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays as
     * it is.
     */
    async giveUpNotificationMail(input: NotificationMailInput): Promise<NotificationMailResult> {
      return transact(input, async (tx) => {
        const row = await lockMail(tx, input);
        if (!row) return { status: 'failed' };
        if (isMailEnded(row.status)) return { status: row.status };
        return { status: await abandonMail(tx, input, row, 'not_sent') };
      });
    },
  };
};

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

interface OpenAttempt {
  kind: 'open';
  row: MailRow;
  notifications: MailedRow[];
  notificationCount: number;
  labels: ReadonlyMap<string, string>;
  senderName: string | null;
}

const openAttempt = async (
  tx: Transaction,
  input: NotificationMailInput,
): Promise<OpenAttempt | { kind: 'ended'; status: EndedMailStatus }> => {
  const row = await lockMail(tx, input);
  if (!row) return { kind: 'ended', status: 'failed' };
  if (isMailEnded(row.status)) return { kind: 'ended', status: row.status };
  if (row.status === 'sending') {
    await recordMail(tx, input, { status: 'uncertain', error: 'cut_short', mailedAt: null });
    return { kind: 'ended', status: 'uncertain' };
  }
  // A mail waits up to two days for its server. A user who was disabled meanwhile gets no mail.
  if (!row.is_active) {
    await recordMail(tx, input, { status: 'failed', error: 'user_disabled', mailedAt: null });
    return { kind: 'ended', status: 'failed' };
  }
  const { mail } = settingsOf((await findSettings(tx)).chosen);
  await setMail(tx, { ...input, status: 'sending', error: row.error, mailedAt: null });
  return {
    kind: 'open',
    row,
    notifications: await listMailed(tx, { mailId: input.mailId, limit: MAILED_COUNT_MAX }),
    notificationCount: await countMailed(tx, input.mailId),
    labels: await listTypeLabels(tx, row.locale),
    senderName: mail.sender_name,
  };
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
  input: NotificationMailInput,
  verdict: MailVerdict,
  now: Date,
): Promise<EndedMailStatus | 'waiting'> => {
  const row = await lockMail(tx, input);
  if (!row) return 'failed';
  const isStillOurs = row.status === 'sending' || verdict.outcome === 'sent';
  if (!isStillOurs) return isMailEnded(row.status) ? row.status : 'waiting';
  const status = STATUS_AFTER[verdict.outcome];
  const error = verdict.outcome === 'sent' ? null : verdict.errorCode;
  await recordMail(tx, input, { status, error, mailedAt: status === 'sent' ? now : null });
  return status;
};

/** Undefined where no mail server is set. */
const compose = (
  { MAIL_FROM: sender, PUBLIC_URL: publicUrl }: Config,
  { companyId, mailId }: NotificationMailInput,
  { row, notifications, notificationCount, labels, senderName }: OpenAttempt,
): MailMessage | undefined =>
  sender === undefined
    ? undefined
    : {
        messageId: mailMessageId(mailId, sender),
        from: { name: senderName ?? row.company_name, address: sender },
        to: { name: row.name, address: row.email },
        // Asks for no automatic replies. RFC 3834.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Relais-Company': String(companyId) },
        date: row.created_at,
        ...notificationMailText({
          locale: row.locale,
          personName: row.name,
          companyName: row.company_name,
          notifications: notifications.map((one) => {
            const words = notificationWords(row.locale, one.code, one.params);
            return {
              titre: words.titre,
              message: labelTypes(labels, words.message),
              url: new URL(pathOf(one), publicUrl).href,
            };
          }),
          count: notificationCount,
          todoUrl: new URL('/todo', publicUrl).href,
          preferencesUrl: new URL('/settings/notifications', publicUrl).href,
        }),
      };

/** The page of the console that a notification is about. */
const pathOf = ({ action_id: actionId, entite_type: type, entite_ref: ref }: MailedRow): string => {
  if (actionId !== null) return `/actions/${actionId}`;
  if (type !== null && ref !== null) return `/entities/${type}/${encodeURIComponent(ref)}`;
  return '/notifications';
};
