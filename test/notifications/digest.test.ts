/**
 * Goal: a user who chose it gets one digest a day at most, with what is due and what they have not read, and nothing of
 * anybody else's. Method: the api in-process and the activities by hand at instants of their clock, against a real SMTP
 * server on loopback that misbehaves on demand.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { createDigestActivities } from '../../src/activities/digests.ts';
import { createNotificationActivities } from '../../src/activities/notifications.ts';
import { createReminderActivities } from '../../src/activities/reminders.ts';
import { DECLARED_KINDS, PreferencesOut } from '../../src/domain/notifications/preferences.ts';
import { areaOf } from '../../src/domain/notifications/areas.ts';
import { inCompany } from '../../src/platform/database.ts';
import type { Mail } from '../../src/platform/mail/contract.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { lockAction } from '../../src/queries/actions/records.ts';
import { settleWithoutAnswer } from '../../src/services/actions/lost-answers.ts';
import { digestReconciliation } from '../../src/services/notifications/digest.ts';
import { createAction } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestCompany, type TestPerson } from '../support/api.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { settleOne } from '../support/notifications.ts';

let smtp: FakeSmtp;
let api: TestApi;
let agent: TestPerson;
let mail: Mail | undefined;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  api = await startTestApi({ SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' });
  [agent] = api.company.agents;
  const { SMTP_URL: location } = api.deps.config;
  mail = location && createMail({ location });
});
afterAll(() => Promise.all([api.stop(), smtp.stop()]));
beforeEach(async () => {
  smtp.behave('accept');
  await api.superuser`delete from notifications`;
  await api.superuser`delete from notification_mails`;
  await api.superuser`delete from notification_preferences`;
  await api.superuser`delete from notification_digests`;
  await api.superuser`delete from reminder_clocks`;
  await api.superuser`delete from tasks`;
  await api.superuser`update cases set deleted_at = now() where deleted_at is null`;
  await api.superuser`delete from commands`;
});

const PATH = '/api/v1/me/notification-preferences';
const DAY_MS = 86_400_000;

const change = async (body: object, { key } = agent) => {
  const answer = await api.request(PATH, { method: 'PATCH', key, body });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return PreferencesOut.parse(await answer.json());
};

/** Out: when the digest of this user is due. */
const wantDigest = async (person = agent, kind = 'ACTION_FAILED'): Promise<Date> => {
  const { digest } = await change({ kind, email_mode: 'daily' }, person);
  if (digest.next_at === null) throw new Error('no digest is planned');
  return new Date(digest.next_at);
};

const look = (now: Date, company: TestCompany = api.company) =>
  createReminderActivities({ ...api.deps, clock: { now: () => now } }).lookAtCompanyReminders({
    companyId: company.id,
  });

const later = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

interface Input {
  companyId: number;
  userId: number;
  mailId: string;
}

/** The runs that were asked for. */
const asked = async (): Promise<{ workflowId: string; input: Input }[]> => {
  const rows = await api.superuser`
    select workflow_id, input from commands where name = 'sendDigestWorkflow' order by id
  `;
  return rows.map((row) => ({ workflowId: row['workflow_id'], input: row['input'] }));
};

const send = (input: Input, by: Mail | undefined = mail) =>
  createDigestActivities({ ...api.deps, mail: by }).sendDigest(input);

/** The one run that was asked for, sent. */
const sendOnly = async () => {
  const runs = await asked();
  expect(runs).toHaveLength(1);
  const before = smtp.mails().length;
  const input = runs[0]?.input;
  if (!input) throw new Error('no run');
  expect(await send(input)).toEqual({ status: 'sent' });
  expect(smtp.mails()).toHaveLength(before + 1);
  return { input, sent: smtp.mails()[0] };
};

const fail = (message: string) => settleOne(api, agent, 'failed', message);

const dayOf = (at: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short' }).format(at);

describe('the digest of a user', () => {
  test('lists what they have not read, in one mail', async () => {
    const at = await wantDigest();
    await fail('Déjà lu');
    await api.request('/api/v1/notifications/read-all', { method: 'POST', key: agent.key });
    await fail('Relance impossible');
    await fail('Devis impossible');
    await settleOne(api, agent, 'expired', 'Pas choisi');
    await look(at);
    const { input, sent } = await sendOnly();
    expect((await asked())[0]?.workflowId).toBe(`digest/${agent.id}/${dayOf(at)}`);
    expect(sent).toMatchObject({
      from: `${api.company.name} <relais@relais.example>`,
      message_id: `<${input.mailId}@relais.example>`,
    });
    expect(sent?.subject).toMatch(/^Votre résumé du .+ · /);
    expect(sent?.to.join()).toContain(agent.email);
    expect(sent?.text).toContain('Actions\n-------');
    expect(sent?.text).toContain('Relance impossible');
    expect(sent?.text).toContain('Devis impossible');
    expect(sent?.text).not.toContain('Déjà lu');
    expect(sent?.text).not.toContain('Pas choisi');
    expect(sent?.text).toContain('http://localhost:8000/settings/notifications');
  });

  test('is one a day, whatever is repeated, and what comes later is in that of the next day', async () => {
    const at = await wantDigest();
    await fail('Hier');
    await Promise.all([look(at), look(at)]);
    await look(later(at, 0.1));
    await sendOnly();
    await fail('Demain');
    await api.superuser`delete from commands`;
    await look(later(at, 0.2));
    expect(await asked()).toEqual([]);
    await look(later(at, 1));
    const { sent } = await sendOnly();
    expect(sent?.text).toContain('Demain');
    expect(sent?.text).not.toContain('Hier');
  });

  test('is not sent when there is nothing to say', async () => {
    const at = await wantDigest();
    const until = await look(at);
    expect(await asked()).toEqual([]);
    expect(until).toMatchObject({ kind: 'waiting' });
    expect(await api.superuser`select from notification_mails`).toHaveLength(0);
  });

  test('waits for its time: what was chosen after it begins tomorrow', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    expect(at.getTime()).toBeGreaterThan(Date.now());
    await look(new Date(at.getTime() - 1));
    expect(await asked()).toEqual([]);
  });

  test('shows the newest twenty, and says how many more there are', async () => {
    const at = await wantDigest();
    await api.superuser`
      insert into notifications (
        company_id, user_id, categorie, type, code, params, level, is_digest_wanted
      )
      select ${api.company.id}, ${agent.id}, 'CANDIDAT', 'ACTION_FAILED', 'text',
        jsonb_build_object('titre', 'Échec n° ' || number, 'message', ''), 'error', true
      from generate_series(1, 23) as number
    `;
    await look(at);
    const { sent } = await sendOnly();
    const listed = [...(sent?.text ?? '').matchAll(/Échec n° (\d+)/g)].map(([, number]) => number);
    expect(listed).toEqual(Array.from({ length: 20 }, (_, index) => String(23 - index)));
    expect(sent?.text).toContain('et 3 autres notifications');
  });

  test('begins with the cases and the tasks that are due, and says a case once', async () => {
    const at = await wantDigest(agent, 'CASE_DUE');
    const clientId = await insertClient(api, api.company);
    const open = (title: string, dueOn: string) =>
      openCase(api, agent, { client_id: clientId, title, due_on: dueOn });
    await open('Statuts', dayOf(at));
    await open('Bail', dayOf(later(at, -3)));
    await open('Plus tard', dayOf(later(at, 1)));
    await api.superuser`
      insert into tasks (company_id, title, due_at, assigned_to)
      values (${api.company.id}, 'Rappeler la banque', ${at}, ${agent.id}),
        (${api.company.id}, 'Pour un autre', ${at}, ${api.company.owner.id})
    `;
    await look(at);
    const { sent } = await sendOnly();
    const text = sent?.text ?? '';
    expect(text.indexOf('Bail')).toBeLessThan(text.indexOf('Statuts'));
    expect(text.indexOf('Statuts')).toBeLessThan(text.indexOf('Rappeler la banque'));
    expect(text).toContain('en retard depuis le');
    expect(text.match(/Statuts/g)).toHaveLength(1);
    expect(text).not.toContain('Plus tard');
    expect(text).not.toContain('Pour un autre');
  });

  test('is silent about a case that its user no longer sees', async () => {
    const at = await wantDigest(agent, 'CASE_ASSIGNED');
    const clientId = await insertClient(api, api.company);
    const { supervisor } = api.company;
    await openCase(api, supervisor, { client_id: clientId, title: 'Vu', assigned_to: agent.id });
    const { id } = await openCase(api, supervisor, {
      client_id: clientId,
      title: 'Secret',
      assigned_to: agent.id,
    });
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Ailleurs') returning id
    `;
    await api.superuser`
      update cases set assigned_to = null, call_centre_id = ${centre?.['id']} where id = ${id}
    `;
    await look(at);
    const { sent } = await sendOnly();
    expect(sent?.text).toContain('Vu');
    expect(sent?.text).not.toContain('Secret');
  });

  test('is silent about an action about a case that was deleted', async () => {
    const at = await wantDigest();
    const clientId = await insertClient(api, api.company);
    const actionIds: string[] = [];
    for (const title of ['Vu', 'Secret']) {
      const { id, reference: entiteId } = await openCase(api, agent, {
        client_id: clientId,
        title,
      });
      const actionType = 'DEMANDER_PIECES_DOSSIER';
      actionIds.push(
        (await createAction(api, agent, { actionType, entiteType: 'dossier', entiteId })).id,
      );
      if (title === 'Secret')
        await api.superuser`update cases set deleted_at = now() where id = ${id}`;
    }
    await inCompany(api.database, { companyId: api.company.id, userId: null }, async (tx) => {
      for (const id of actionIds) {
        const action = await lockAction(tx, id);
        if (action === undefined) throw new Error('no action');
        const outcome = { status: 'failed', code: 'undeliverable' } as const;
        await settleWithoutAnswer(tx, action, outcome, new Date());
      }
    });
    await look(at);
    const { sent } = await sendOnly();
    expect(sent?.text).toContain('Vu');
    expect(sent?.text).not.toContain('Secret');
  });

  test('that is opened after midnight is that of its day: the next day has its own', async () => {
    await wantDigest();
    await fail('Relance impossible');
    const at = new Date('2027-01-05T22:59:00Z');
    await api.superuser`update notification_digests set at_time = '23:59', next_at = ${at}`;
    await look(later(at, 2 / 1440));
    expect(await asked()).toMatchObject([{ workflowId: `digest/${agent.id}/2027-01-05` }]);
    const [row] = await api.superuser`select next_at from notification_digests`;
    expect(row?.['next_at']).toEqual(later(at, 1));
  });

  test('is one for today after an outage of days', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    await look(later(at, 3.99));
    await look(later(at, 4));
    expect(await asked()).toMatchObject([
      { workflowId: `digest/${agent.id}/${dayOf(later(at, 3.99))}` },
    ]);
  });

  test('comes at the same hour of another time zone once the company has it', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    await api.superuser`
      insert into company_settings (company_id, chosen, version)
      values (${api.company.id}, ${api.superuser.json({
        inbox: {
          business_hours: {
            time_zone: 'Pacific/Honolulu',
            days: [1],
            from: '09:00',
            to: '18:00',
          },
        },
      })}, 1)
    `;
    await look(at);
    expect(await asked()).toEqual([]);
    const [row] = await api.superuser`select next_at from notification_digests`;
    const shown = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Pacific/Honolulu',
      timeStyle: 'short',
    });
    expect(shown.format(row?.['next_at'] as Date)).toBe('08:00');
    await api.superuser`delete from company_settings`;
  });
});

describe('no digest is sent', () => {
  const setActive = (isActive: boolean) =>
    api.superuser`update users set is_active = ${isActive} where id = ${agent.id}`;

  test('to a user who was disabled, before it is opened or after', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    await look(at);
    const [run] = await asked();
    await setActive(false);
    const before = smtp.mails().length;
    if (run) expect(await send(run.input)).toEqual({ status: 'failed' });
    await api.superuser`delete from commands`;
    await api.superuser`update notifications set mail_id = null, is_digest_wanted = true`;
    await look(later(at, 1));
    expect(await asked()).toEqual([]);
    expect(smtp.mails()).toHaveLength(before);
    await setActive(true);
  });

  test('of what was read while the mail server was away', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    await look(at);
    const [run] = await asked();
    if (!run) throw new Error('no run');
    smtp.behave('defer_recipient');
    await expect(send(run.input)).rejects.toThrow('mail_temporary');
    smtp.behave('accept');
    await api.request('/api/v1/notifications/read-all', { method: 'POST', key: agent.key });
    const before = smtp.mails().length;
    expect(await send(run.input)).toEqual({ status: 'failed' });
    expect(smtp.mails()).toHaveLength(before);
    const [row] = await api.superuser`select error from notification_mails`;
    expect(row).toEqual({ error: 'nothing_left' });
  });

  test('twice: a run that finds an interrupted attempt ends it as uncertain', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    await look(at);
    const [run] = await asked();
    if (!run) throw new Error('no run');
    await expect(
      send(run.input, { send: () => Promise.reject(new Error('killed')) }),
    ).rejects.toThrow();
    const before = smtp.mails().length;
    expect(await send(run.input)).toEqual({ status: 'uncertain' });
    await api.superuser`delete from commands`;
    await look(later(at, 0.1));
    expect(await asked()).toEqual([]);
    expect(smtp.mails()).toHaveLength(before);
  });

  test('to users of two companies with what is the other one’s', async () => {
    const other = api.otherCompany.agents[0];
    const at = await wantDigest();
    const theirs = await wantDigest(other);
    await fail('De la première');
    await settleOne(
      { database: api.database, company: api.otherCompany },
      other,
      'failed',
      'Autre',
    );
    await look(at);
    const { input, sent } = await sendOnly();
    expect(input.companyId).toBe(api.company.id);
    expect(sent?.text).not.toContain('Autre');
    expect(await send({ ...input, companyId: api.otherCompany.id })).toEqual({ status: 'failed' });
    await api.superuser`delete from commands`;
    await look(theirs, api.otherCompany);
    const second = await sendOnly();
    expect(second.input).toMatchObject({ companyId: api.otherCompany.id, userId: other.id });
    expect(second.sent?.to.join()).toContain(other.email);
    expect(second.sent?.text).toContain('Autre');
    expect(second.sent?.text).not.toContain('De la première');
  });
});

test('a digest that could not be sent is given up, and a second run changes nothing', async () => {
  const at = await wantDigest();
  await fail('Relance impossible');
  await look(at);
  const [run] = await asked();
  if (!run) throw new Error('no run');
  const activities = createDigestActivities({ ...api.deps, mail });
  expect(await activities.giveUpDigest(run.input)).toEqual({ status: 'failed' });
  expect(await activities.giveUpDigest(run.input)).toEqual({ status: 'failed' });
});

test('a digest and a mail of ten minutes do not wait for each other', async () => {
  const at = await wantDigest();
  await change({ kind: 'ACTION_EXPIRED', email_mode: 'at_once' });
  await fail('Du résumé');
  await settleOne(api, agent, 'expired', 'Tout de suite');
  await look(at);
  const activities = createNotificationActivities({
    ...api.deps,
    mail,
  });
  const gathered = await activities.gatherNotificationMail({
    companyId: api.company.id,
    userId: agent.id,
    mailId: '0199a3c0-0000-7000-8000-00000000000a',
  });
  expect(gathered).toEqual({ kind: 'mail', mailId: '0199a3c0-0000-7000-8000-00000000000a' });
  if (gathered.kind !== 'mail') return;
  const before = smtp.mails().length;
  await activities.sendNotificationMail({
    companyId: api.company.id,
    userId: agent.id,
    mailId: gathered.mailId,
  });
  expect(smtp.mails()).toHaveLength(before + 1);
  expect(smtp.mails()[0]?.text).not.toContain('Du résumé');
  expect((await sendOnly()).sent?.text).not.toContain('Tout de suite');
});

describe('what waits for the digest', () => {
  const mailRuns = () =>
    api.superuser`select from commands where name = 'mailNotificationsWorkflow'`;
  const waiting = () => api.superuser`
    select is_mail_wanted, is_digest_wanted from notifications order by id
  `;

  test('is mailed at once if its user wants that kind so now', async () => {
    await wantDigest();
    await fail('Relance impossible');
    expect(await mailRuns()).toHaveLength(0);
    await change({ kind: 'ACTION_FAILED', email_mode: 'at_once' });
    expect(await waiting()).toEqual([{ is_mail_wanted: true, is_digest_wanted: false }]);
    expect(await mailRuns()).toHaveLength(1);
  });

  test('is not mailed if its user no longer wants that kind, and no digest is planned', async () => {
    const at = await wantDigest();
    await fail('Relance impossible');
    const { digest } = await change({ kind: 'ACTION_FAILED', email_mode: 'no' });
    expect(digest.next_at).toBeNull();
    await look(at);
    expect(await waiting()).toEqual([{ is_mail_wanted: false, is_digest_wanted: false }]);
    expect(await asked()).toEqual([]);
  });
});

test('the reconciler starts the run of a digest that was lost, and ends one whose run ended', async () => {
  const at = await wantDigest();
  await fail('Relance impossible');
  await look(at);
  const [run] = await asked();
  await api.superuser`delete from commands`;
  const [row] = await digestReconciliation.listQuiet(api.database, {
    after: null,
    quietSeconds: 0,
    limit: 10,
  });
  expect(row).toMatchObject({ workflowId: run?.workflowId });
  if (!row) return;
  const reconcile = (state: 'missing' | 'ended') =>
    inCompany(api.database, { companyId: api.company.id, userId: null }, (tx) =>
      digestReconciliation.reconcile(
        tx,
        row,
        state === 'missing'
          ? { state, now: new Date() }
          : { state, result: undefined, now: new Date() },
      ),
    );
  await reconcile('missing');
  expect(await asked()).toEqual([run]);
  await reconcile('ended');
  const mails = await api.superuser`select status, error from notification_mails`;
  expect(mails).toEqual([{ status: 'failed', error: 'run_ended' }]);
});

test('every kind of notification has its group in the digest', () => {
  expect(DECLARED_KINDS.filter((kind) => areaOf(kind) === 'records')).toEqual([]);
});
