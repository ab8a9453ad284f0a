/**
 * Goal: what a user wants by e-mail is mailed at most once, together, and only if it is unread. Method: the
 * api in-process and the activities by hand, against a real SMTP server on loopback that misbehaves on demand.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import {
  createNotificationActivities,
  type NotificationActivities,
  type NotificationMailInput,
} from '../../src/activities/notifications.ts';
import { notificationMailText } from '../../src/domain/notifications/mail-text.ts';
import { inCompany } from '../../src/platform/database.ts';
import type { Mail } from '../../src/platform/mail/contract.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { claimCommands } from '../../src/queries/shared/commands.ts';
import { notificationMailReconciliation } from '../../src/services/notifications/mail.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import { settleOne } from '../support/notifications.ts';
import { untilBlocked } from '../support/postgres.ts';

let smtp: FakeSmtp;
let api: TestApi;
let agent: TestPerson;
let activities: NotificationActivities;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  api = await startTestApi({ SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' });
  [agent] = api.company.agents;
  const { SMTP_URL: location } = api.deps.config;
  activities = activitiesWith(location && createMail({ location }));
});
afterAll(() => Promise.all([api.stop(), smtp.stop()]));
beforeEach(async () => {
  smtp.behave('accept');
  await api.superuser`delete from notifications`;
  await api.superuser`delete from notification_mails`;
  await change({ kind: 'ACTION_FAILED', email: true });
});

const activitiesWith = (mail: Mail | undefined) =>
  createNotificationActivities({ ...api.deps, mail });

const change = async (body: object): Promise<void> => {
  const path = '/api/v1/me/notification-preferences';
  const answer = await api.request(path, { method: 'PATCH', key: agent.key, body });
  expect(answer.status).toBe(200);
};

const input = (): NotificationMailInput => ({
  companyId: api.company.id,
  userId: agent.id,
  mailId: randomUUID(),
});

const fail = (message: string) => settleOne(api, agent, 'failed', message);

const mailsSince = (count: number) => smtp.mails().slice(0, smtp.mails().length - count);

const statusOf = async ({ mailId }: NotificationMailInput) => {
  const [row] =
    await api.superuser`select status, error from notification_mails where id = ${mailId}`;
  return row;
};

const gather = async () => {
  const mail = input();
  expect(await activities.gatherNotificationMail(mail)).toEqual({
    kind: 'mail',
    mailId: mail.mailId,
  });
  return mail;
};

describe('the command to mail', () => {
  const claim = () => claimCommands(api.database, { limit: 10, leaseSeconds: 30 });
  const commandCount = async () => (await api.superuser`select from commands`).length;
  beforeEach(async () => {
    await api.superuser`delete from commands`;
  });

  test('waits once, however many notifications are to be mailed', async () => {
    await fail('Premier échec');
    await fail('Second échec');
    expect(await commandCount()).toBe(1);
  });

  test('follows the one that is being carried out', async () => {
    await fail('Premier échec');
    expect(await claim()).toHaveLength(1);
    await fail('Second échec');
    expect(await commandCount()).toBe(2);
  });

  test('is not carried out before the notification that counts on it is committed', async () => {
    await fail('Premier échec');
    const before = await api.superuser`select id from notifications`;
    const blocked = await api.superuser.begin(async (sql) => {
      // A notification can't be committed while its user is locked.
      await sql`select from users where id = ${agent.id} for update`;
      const failing = fail('Second échec');
      await untilBlocked(api.superuser);
      expect(await claim()).toEqual([]);
      return { failing };
    });
    await blocked.failing;
    expect(await api.superuser`select id from notifications`).toHaveLength(before.length + 1);
    expect(await claim()).toHaveLength(1);
  });
});

describe('gatherNotificationMail', () => {
  test('puts what waits into one mail, and a second run changes nothing', async () => {
    await fail('Premier échec');
    await fail('Second échec');
    const mail = await gather();
    expect(await activities.gatherNotificationMail(mail)).toEqual({
      kind: 'mail',
      mailId: mail.mailId,
    });
    const mails = await api.superuser`select id from notification_mails`;
    expect(mails).toEqual([{ id: mail.mailId }]);
  });

  test('continues an earlier mail that has not ended', async () => {
    await fail('Premier échec');
    const { mailId } = await gather();
    await fail('Second échec');
    expect(await activities.gatherNotificationMail(input())).toEqual({ kind: 'mail', mailId });
  });

  test('finds nothing if all of it was read, or switched off, in the meantime', async () => {
    await fail('Premier échec');
    await api.request('/api/v1/notifications/read-all', { method: 'POST', key: agent.key });
    expect(await activities.gatherNotificationMail(input())).toEqual({ kind: 'nothing' });
    await fail('Second échec');
    await change({ kind: 'ACTION_FAILED', email: false });
    expect(await activities.gatherNotificationMail(input())).toEqual({ kind: 'nothing' });
  });

  test('opens no mail for what its user switches off at that moment', async () => {
    await fail('Premier échec');
    let gathered: Promise<unknown> | undefined;
    await api.superuser.begin(async (sql) => {
      await sql`update notifications set is_mail_wanted = false where user_id = ${agent.id}`;
      gathered = activities.gatherNotificationMail(input());
      await untilBlocked(api.superuser);
    });
    expect(await gathered).toEqual({ kind: 'nothing' });
    expect(await api.superuser`select from notification_mails`).toHaveLength(0);
  });

  test('finds nothing for a run of another company', async () => {
    await fail('Premier échec');
    const foreign = { ...input(), companyId: api.otherCompany.id };
    expect(await activities.gatherNotificationMail(foreign)).toEqual({ kind: 'nothing' });
  });
});

describe('sendNotificationMail', () => {
  test('lists the notifications in the words of the reader, with links and the company', async () => {
    const before = smtp.mails().length;
    const actionId = await fail('Relance impossible');
    await fail('Devis impossible');
    const mail = await gather();
    expect(await activities.sendNotificationMail(mail)).toEqual({ status: 'sent' });
    const [sent] = mailsSince(before);
    expect(sent).toMatchObject({
      from: `${api.company.name} <relais@relais.example>`,
      subject: `2 notifications · ${api.company.name}`,
      message_id: `<${mail.mailId}@relais.example>`,
    });
    expect(sent?.to.join()).toContain(agent.email);
    expect(sent?.text).toContain('Relance impossible');
    expect(sent?.text).toContain('Relancer candidat par email · Marie Dumitru');
    expect(sent?.text).not.toContain('RELANCE_CANDIDAT_EMAIL');
    expect(sent?.text).toContain('http://localhost:8000/settings/notifications');
    expect(actionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await statusOf(mail)).toEqual({ status: 'sent', error: null });
  });

  test('leads to the page of the mailbox that it is about', async () => {
    const before = smtp.mails().length;
    await api.superuser`
      insert into notifications (
        company_id, user_id, categorie, type, code, params, level, is_mail_wanted, subject_type,
        subject_id
      )
      values (
        ${api.company.id}, ${agent.id}, 'MAILBOXES', 'MAILBOX_LATE', 'mailbox_late',
        '{"email": "accueil@atelier.example"}', 'warning', true, 'mailbox', '41'
      )
    `;
    await activities.sendNotificationMail(await gather());
    expect(mailsSince(before)[0]?.text).toContain('http://localhost:8000/mailboxes/41');
  });

  test('shows the newest twenty, and says how many more there are', async () => {
    const before = smtp.mails().length;
    await api.superuser`
      insert into notifications (
        company_id, user_id, categorie, type, code, params, level, is_mail_wanted
      )
      select ${api.company.id}, ${agent.id}, 'CANDIDAT', 'ACTION_FAILED', 'text',
        jsonb_build_object('titre', 'Échec n° ' || number, 'message', ''), 'error', true
      from generate_series(1, 23) as number
    `;
    await activities.sendNotificationMail(await gather());
    const [sent] = mailsSince(before);
    expect(sent?.subject).toBe(`23 notifications · ${api.company.name}`);
    const listed = [...(sent?.text ?? '').matchAll(/Échec n° (\d+)/g)].map(([, number]) => number);
    expect(listed).toEqual(Array.from({ length: 20 }, (_, index) => String(23 - index)));
    expect(sent?.text).toContain('et 3 autres notifications');
  });

  test('a second run sends nothing more', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    await activities.sendNotificationMail(mail);
    const before = smtp.mails().length;
    expect(await activities.sendNotificationMail(mail)).toEqual({ status: 'sent' });
    expect(smtp.mails()).toHaveLength(before);
  });

  test('a run that finds an interrupted attempt ends the mail as uncertain, and sends nothing', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    const dying = activitiesWith({ send: () => Promise.reject(new Error('killed')) });
    await expect(dying.sendNotificationMail(mail)).rejects.toThrow();
    const before = smtp.mails().length;
    expect(await activities.sendNotificationMail(mail)).toEqual({ status: 'uncertain' });
    expect(smtp.mails()).toHaveLength(before);
  });

  test('a mail that the server wants later waits, and is sent by the next attempt', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    smtp.behave('defer_recipient');
    await expect(activities.sendNotificationMail(mail)).rejects.toThrow('mail_temporary');
    expect(await statusOf(mail)).toEqual({ status: 'waiting', error: 'smtp_450' });
    smtp.behave('accept');
    expect(await activities.sendNotificationMail(mail)).toEqual({ status: 'sent' });
  });

  test('a user who is disabled while the mail waits for its server gets none', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    smtp.behave('defer_recipient');
    await expect(activities.sendNotificationMail(mail)).rejects.toThrow('mail_temporary');
    smtp.behave('accept');
    const before = smtp.mails().length;
    const setActive = async (isActive: boolean) => {
      const answer = await api.request(`/api/v1/users/${agent.id}`, {
        method: 'PATCH',
        key: api.company.owner.key,
        body: { is_active: isActive },
      });
      expect(answer.status).toBe(200);
    };
    await setActive(false);
    expect(await activities.sendNotificationMail(mail)).toEqual({ status: 'failed' });
    expect(smtp.mails()).toHaveLength(before);
    expect(await statusOf(mail)).toEqual({ status: 'failed', error: 'user_disabled' });
    await setActive(true);
  });

  test('a worker without a mail server ends it as failed, and the user sees that', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    expect(await activitiesWith(undefined).sendNotificationMail(mail)).toEqual({
      status: 'failed',
    });
    const answer = await api.request('/api/v1/me/notification-preferences', { key: agent.key });
    expect(await answer.json()).toMatchObject({
      last_mail: { status: 'failed', error: 'no_mail_server' },
    });
  });
});

describe('giveUpNotificationMail', () => {
  test('fails a mail that waits, and a second run changes nothing', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    expect(await activities.giveUpNotificationMail(mail)).toEqual({ status: 'failed' });
    expect(await activities.giveUpNotificationMail(mail)).toEqual({ status: 'failed' });
    expect(await statusOf(mail)).toEqual({ status: 'failed', error: 'not_sent' });
  });

  test('leaves a mail that was sent as it is', async () => {
    await fail('Relance impossible');
    const mail = await gather();
    await activities.sendNotificationMail(mail);
    expect(await activities.giveUpNotificationMail(mail)).toEqual({ status: 'sent' });
  });
});

describe('the reconciler', () => {
  test('finds users whose notifications wait, and asks for a new run', async () => {
    await fail('Relance impossible');
    await api.superuser`delete from commands`;
    const [row] = await notificationMailReconciliation.listQuiet(api.database, {
      after: null,
      quietSeconds: 0,
      limit: 10,
    });
    expect(row).toMatchObject({ workflowId: `notification-mail/${agent.id}` });
    if (!row) return;
    const reconcile = () =>
      inCompany(api.database, { companyId: api.company.id, userId: null }, (tx) =>
        notificationMailReconciliation.reconcile(tx, row, {
          state: 'ended',
          result: undefined,
          now: new Date(),
        }),
      );
    await reconcile();
    const commands = await api.superuser`select operation from commands`;
    expect(commands).toEqual([{ operation: 'signal_with_start' }]);
    const mail = await gather();
    await reconcile();
    expect(await statusOf(mail)).toEqual({ status: 'failed', error: 'run_ended' });
  });
});

test('a title can put neither a line nor HTML into the mail', () => {
  const { subject, text, html } = notificationMailText({
    locale: 'fr',
    personName: 'Eve',
    companyName: 'Co',
    notifications: [
      {
        titre: 'Un\n\nhttps://mal.example <img src=x>',
        message: '',
        url: 'https://relais.example/a',
      },
    ],
    count: 1,
    todoUrl: 'https://relais.example/todo',
    preferencesUrl: 'https://relais.example/settings/notifications',
  });
  expect(subject).not.toContain('\n');
  expect(text).toContain('- Un https://mal.example <img src=x>');
  expect(html).not.toContain('<img');
});
