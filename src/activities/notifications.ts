import type { Deps } from '../deps.ts';
import { MAILED_COUNT_MAX, notificationMailText } from '../domain/notifications/mail-text.ts';
import type { EndedMailStatus } from '../domain/shared/mail-status.ts';
import type { Transaction } from '../platform/database.ts';
import {
  countMailed,
  dropUnneededMails,
  findOpenMail,
  listMailed,
  openMail,
  type MailRow,
} from '../queries/notifications/mails.ts';
import { notificationMails } from '../services/notifications/mail.ts';
import { mailed } from './shared/mailed-notifications.ts';
import {
  giveUp,
  prepareLetter,
  sendOnce,
  transactFor,
  type MailDeps,
  type Prepared,
} from './shared/mails.ts';

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

export type NotificationActivityDeps = MailDeps & Pick<Deps, 'encryptionKeys'>;

export const createNotificationActivities = (deps: NotificationActivityDeps) => ({
  /**
   * Puts the unread notifications that wait for a mail into one. In: the id for a new mail. Out: the mail
   * to send, which is an earlier one if it has not ended.
   * Twice: finds the mail that the first run opened. Key: the user, who has one open mail at most.
   */
  async gatherNotificationMail(input: NotificationMailInput): Promise<GatheredMail> {
    return transactFor(deps)(input, async (tx) => {
      const earlier = await findOpenMail(tx, input.userId);
      if (earlier !== undefined) return { kind: 'mail', mailId: earlier };
      await dropUnneededMails(tx, input.userId);
      const isOpened = await openMail(tx, input);
      return isOpened ? { kind: 'mail', mailId: input.mailId } : { kind: 'nothing' };
    });
  },

  /**
   * Sends one mail. Out: how it ended. Errors: `mail_temporary` (retryable).
   * Twice: the mail is sent at most once (ADR 0016). Key: the mail id, which is also the Message-ID.
   */
  async sendNotificationMail(input: NotificationMailInput): Promise<NotificationMailResult> {
    return resultOf(
      await sendOnce(deps, {
        store: notificationMails,
        key: input,
        prepare: (tx, row) => prepare(deps, tx, input, row),
      }),
    );
  },

  /**
   * Ends a mail that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays as
   * it is.
   */
  async giveUpNotificationMail(input: NotificationMailInput): Promise<NotificationMailResult> {
    return resultOf(await giveUp(deps, { store: notificationMails, key: input }));
  },
});

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

const resultOf = (status: EndedMailStatus | 'gone'): NotificationMailResult => ({
  status: status === 'gone' ? 'failed' : status,
});

const prepare = async (
  deps: NotificationActivityDeps,
  tx: Transaction,
  key: NotificationMailInput,
  row: MailRow,
): Promise<Prepared> => {
  // A mail waits up to two days for its server. A user who was disabled meanwhile gets no mail.
  if (!row.is_active) return { kind: 'unsendable', error: 'user_disabled' };
  const { companyId, mailId } = key;
  const { PUBLIC_URL: publicUrl } = deps.config;
  const notifications = await listMailed(tx, { mailId, limit: MAILED_COUNT_MAX });
  return prepareLetter(deps, tx, {
    companyId,
    mailId,
    companyName: row.company_name,
    to: { name: row.name, address: row.email },
    date: row.created_at,
    text: notificationMailText({
      locale: row.locale,
      personName: row.name,
      companyName: row.company_name,
      notifications: await mailed(deps, tx, { ...key, locale: row.locale, rows: notifications }),
      count: await countMailed(tx, mailId),
      todoUrl: new URL('/todo', publicUrl).href,
      preferencesUrl: new URL('/settings/notifications', publicUrl).href,
    }),
  });
};
