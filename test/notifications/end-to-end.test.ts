/**
 * Goal: a user who wants e-mails receives one for what was gathered, and never a second one, whatever dies.
 * Method: the real api, relay, Temporal, workers and a real SMTP server on loopback; workflows wait a moment
 * instead of ten minutes.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { createReminderActivities } from '../../src/activities/reminders.ts';
import { PreferencesOut } from '../../src/domain/notifications/preferences.ts';
import type { TestPerson } from '../support/api.ts';
import { startEntrypoint } from '../support/entrypoint.ts';
import { settleOne } from '../support/notifications.ts';
import { untilBlocked } from '../support/postgres.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let smtp: FakeSmtp;
let n8n: FakeN8n;
let stack: TestStack;
let environment: Record<string, string>;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  n8n = await startFakeN8n();
  environment = { SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' };
  stack = await startTestStack({
    n8n,
    taskQueue: 'mail',
    environment,
    workflowInterceptors: [join(import.meta.dirname, '../support/workflows/short-waits.ts')],
  });
});
beforeEach(() => stack.stopWorker());
afterEach(() => smtp.beforeAnswer(() => Promise.resolve()));
afterAll(async () => {
  await stack.stop();
  await Promise.all([smtp.stop(), n8n.stop()]);
});

const PATH = '/api/v1/me/notification-preferences';

const wantMails = async ({ key }: TestPerson): Promise<void> => {
  const body = { kind: 'ACTION_FAILED', email: true };
  expect((await stack.request(PATH, { method: 'PATCH', key, body })).status).toBe(200);
};

const lastMail = async ({ key }: TestPerson) =>
  PreferencesOut.parse(await (await stack.request(PATH, { key })).json()).last_mail;

const mailsTo = ({ email }: TestPerson) =>
  smtp.mails().filter(({ to }) => to.join().includes(email));

test('what was gathered is sent in one mail, and shown as sent', async () => {
  const [agent] = stack.company.agents;
  await wantMails(agent);
  await settleOne(stack, agent, 'failed', 'Premier échec');
  await settleOne(stack, agent, 'failed', 'Second échec');
  expect(await lastMail(agent)).toBeNull();
  await stack.startWorker();
  await until('the mail is sent', async () => (await lastMail(agent))?.status === 'sent');
  expect(mailsTo(agent).map(({ subject }) => subject)).toEqual([
    `2 notifications · ${stack.company.name}`,
  ]);
});

/** What the run of the company does once the digest is due. */
const openDigests = (now: Date) =>
  createReminderActivities({
    database: stack.database,
    clock: { now: () => now },
    announce: () => {},
  }).lookAtCompanyReminders({ companyId: stack.company.id });

const openDigestOf = async (person: TestPerson): Promise<void> => {
  const body = { kind: 'ACTION_FAILED', email_mode: 'daily' };
  const answer = await stack.request(PATH, { method: 'PATCH', key: person.key, body });
  const { digest } = PreferencesOut.parse(await answer.json());
  await settleOne(stack, person, 'failed', 'Échec');
  await openDigests(new Date(digest.next_at ?? 0));
};

test('a digest that is due is sent, and shown as sent', async () => {
  const [, agent] = stack.company.agents;
  await openDigestOf(agent);
  await stack.startWorker();
  await until('the digest is sent', async () => (await lastMail(agent))?.status === 'sent');
  expect(mailsTo(agent).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Votre résumé du /),
  ]);
});

const wantedMail = async (person: TestPerson): Promise<void> => {
  await wantMails(person);
  await settleOne(stack, person, 'failed', 'Échec');
};

test.each([
  ['the mail of some minutes', 'supervisor', wantedMail],
  ['the digest', 'owner', openDigestOf],
] as const)(
  'a worker killed after the server took %s: it is uncertain, and not sent again',
  async (_, role, ask) => {
    const person = stack.company[role];
    const released = Promise.withResolvers<void>();
    smtp.beforeAnswer(async () => {
      const held = Promise.withResolvers<void>();
      void stack.superuser.begin(async (sql) => {
        await sql`select from notification_mails where user_id = ${person.id} for update`;
        held.resolve();
        await released.promise;
      });
      await held.promise;
    });
    await stack.startWorker('workflows');
    const worker = startEntrypoint('src/workers/main.ts', stack, environment);
    try {
      await ask(person);
      await until('the server has the mail', () => mailsTo(person).length === 1);
      await untilBlocked(stack.superuser); // the worker has the answer, and can't store it
    } catch (error) {
      throw new Error(worker.output(), { cause: error });
    } finally {
      await worker.kill();
      released.resolve();
    }
    expect((await lastMail(person))?.status).toBe('sending');
    await stack.startWorker('activities');
    await until('the mail has ended', async () => (await lastMail(person))?.status !== 'sending');
    expect(await lastMail(person)).toMatchObject({ status: 'uncertain', error: 'cut_short' });
    expect(mailsTo(person)).toHaveLength(1);
  },
);
