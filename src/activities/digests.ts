import { DUE_COUNT_MAX, digestText, dueWords } from '../domain/notifications/digest-text.ts';
import { groupDigest } from '../domain/notifications/areas.ts';
import { MAILED_COUNT_MAX } from '../domain/notifications/mail-text.ts';
import { roleReach } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { listDigested, type DueOfUser } from '../queries/notifications/digest-content.ts';
import type { MailRow } from '../queries/notifications/mails.ts';
import { companyTimeZone, digestScope, findDueOf } from '../services/notifications/digest.ts';
import { notificationMails } from '../services/notifications/mail.ts';
import type {
  NotificationActivityDeps,
  NotificationMailInput,
  NotificationMailResult,
} from './notifications.ts';
import { mailed } from './shared/mailed-notifications.ts';
import { giveUp, prepareLetter, sendOnce, type Prepared } from './shared/mails.ts';

/** The mail of a daily digest. It was opened in the transaction that found it due. */

export const createDigestActivities = (deps: NotificationActivityDeps) => ({
  /**
   * Sends a digest. Out: how it ended. Errors: `mail_temporary` (retryable).
   * Twice: the mail is sent at most once (ADR 0016). Key: the mail id, which is also the Message-ID.
   */
  async sendDigest(input: NotificationMailInput): Promise<NotificationMailResult> {
    return resultOf(
      await sendOnce(deps, {
        store: notificationMails,
        key: input,
        prepare: (tx, row) => prepare(deps, tx, input, row),
      }),
    );
  },

  /**
   * Ends a digest that could not be sent in time. Out: how it ended. Twice: a mail that has ended stays as it is.
   */
  async giveUpDigest(input: NotificationMailInput): Promise<NotificationMailResult> {
    return resultOf(await giveUp(deps, { store: notificationMails, key: input }));
  },
});

export type DigestActivities = ReturnType<typeof createDigestActivities>;

const resultOf = (status: NotificationMailResult['status'] | 'gone'): NotificationMailResult => ({
  status: status === 'gone' ? 'failed' : status,
});

/** It may wait for its server: what was read or done meanwhile is left out. */
const prepare = async (
  deps: NotificationActivityDeps,
  tx: Transaction,
  key: NotificationMailInput,
  row: MailRow,
): Promise<Prepared> => {
  const { locale, digest_on: day } = row;
  const { userId, mailId } = key;
  const mayRead = roleReach(row.role, 'notifications:read') !== 'none';
  if (!row.is_active || !mayRead) return { kind: 'unsendable', error: 'user_disabled' };
  if (day === null) return { kind: 'unsendable', error: 'nothing_left' };
  const timeZone = await companyTimeZone(tx);
  const due = await findDueOf(tx, { userId, day, timeZone, limit: DUE_COUNT_MAX });
  const { rows, count } = await listDigested(tx, {
    ...digestScope({ ...row, user_id: userId }),
    mailId,
    limit: MAILED_COUNT_MAX,
  });
  if (count === 0 && due.cases.length === 0 && due.tasks.length === 0) {
    return { kind: 'unsendable', error: 'nothing_left' };
  }
  const groups = groupDigest(locale, rows);
  const items = await mailed(deps, tx, {
    ...key,
    locale,
    rows: groups.flatMap((group) => group.rows),
  });
  const urlOf = (path: string) => new URL(path, deps.config.PUBLIC_URL).href;
  return prepareLetter(deps, tx, {
    companyId: key.companyId,
    mailId,
    companyName: row.company_name,
    to: { name: row.name, address: row.email },
    date: row.created_at,
    text: digestText({
      locale,
      personName: row.name,
      companyName: row.company_name,
      day,
      due: dueItems(due, { locale, day, urlOf }),
      groups: groups.map((group) => ({
        heading: group.heading,
        items: items.splice(0, group.rows.length),
      })),
      count,
      todoUrl: urlOf('/todo'),
      preferencesUrl: urlOf('/settings/notifications'),
    }),
  });
};

const dueItems = (
  due: DueOfUser,
  {
    locale,
    day,
    urlOf,
  }: { locale: MailRow['locale']; day: string; urlOf: (path: string) => string },
) => ({
  cases: {
    items: due.cases.map((one) => ({
      titre: `${one.reference} · ${one.title}`,
      message: dueWords(locale, { dueOn: one.due_on, day }),
      url: urlOf(`/cases/${one.id}`),
    })),
    count: due.cases[0]?.count ?? 0,
  },
  tasks: {
    items: due.tasks.map((one) => ({
      titre: one.title,
      message: dueWords(locale, { dueOn: one.due_on, day }),
      url: urlOf(taskPath(one)),
    })),
    count: due.tasks[0]?.count ?? 0,
  },
});

const taskPath = ({ case_id: caseId, conversation_id: id }: DueOfUser['tasks'][number]): string => {
  if (caseId !== null) return `/cases/${caseId}`;
  return id === null ? '/tasks' : `/conversations/${id}`;
};
