/**
 * Goal: people are told once that a case is due and once that it is overdue, and nobody else is. Method: the api
 * in-process on real Postgres, and the activity by hand at instants of its clock.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createReminderActivities, type RemindersLook } from '../../src/activities/reminders.ts';
import { remindersReconciliation } from '../../src/services/reminders/reconcile.ts';
import { inCompany } from '../../src/platform/database.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import { insertClient, openCase, type Case } from '../support/cases.ts';

let api: TestApi;
let agent: TestPerson;
let clientId: number;
beforeAll(async () => {
  api = await startTestApi();
  [agent] = api.company.agents;
  clientId = await insertClient(api, api.company);
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.superuser`delete from notifications`;
  await api.superuser`update cases set deleted_at = now() where deleted_at is null`;
  await api.superuser`delete from reminder_clocks`;
  await api.superuser`delete from commands`;
});

const DUE_ON = '2027-03-10';
/** By the clocks of Paris. */
const at = (day: string, time: string): Date => new Date(`${day}T${time}:00+01:00`);
const DUE = at(DUE_ON, '07:00');
const OVERDUE = at('2027-03-11', '07:00');

const look = (now: Date): Promise<RemindersLook> =>
  createReminderActivities({ ...api.deps, clock: { now: () => now } }).lookAtCompanyReminders({
    companyId: api.company.id,
  });

/** Who is told what, in the order of their ids. */
const told = async (): Promise<string[]> => {
  const rows = await api.superuser`
    select user_id, type from notifications where type in ('CASE_DUE', 'CASE_OVERDUE')
    order by user_id, id
  `;
  return rows.map((row) => `${row['user_id']} ${row['type']}`);
};

const open = (body: object = {}): Promise<Case> =>
  openCase(api, agent, { client_id: clientId, due_on: DUE_ON, ...body });

const change = async (one: Case, body: object): Promise<Case> => {
  const answer = await api.request(`/api/crm/case/${one.id}`, {
    method: 'PATCH',
    key: agent.key,
    body: { version: one.version, ...body },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Case;
};

describe('the assignee of a case', () => {
  test('is told on the morning of its day, and once more on the next one', async () => {
    await open();
    expect(await look(at(DUE_ON, '06:59'))).toEqual({
      kind: 'waiting',
      until: DUE.toISOString(),
    });
    expect(await told()).toEqual([]);
    expect(await look(DUE)).toEqual({ kind: 'waiting', until: OVERDUE.toISOString() });
    await look(at(DUE_ON, '15:00'));
    expect(await told()).toEqual([`${agent.id} CASE_DUE`]);
    await look(OVERDUE);
    await look(at('2027-03-12', '07:00'));
    expect(await told()).toEqual([`${agent.id} CASE_DUE`, `${agent.id} CASE_OVERDUE`]);
  });

  test('reads what it is about, with the way to it', async () => {
    const { id, reference } = await open({ title: 'Statuts' });
    await look(DUE);
    const listed = await api.request('/api/v1/notifications', { key: agent.key });
    expect(await listed.json()).toMatchObject({
      data: [
        {
          type: 'CASE_DUE',
          titre: 'Dossier à échéance aujourd’hui',
          message: `${reference} · Statuts · 10 mars 2027`,
          level: 'info',
          case_id: id,
        },
      ],
    });
  });

  test('is told once if two runs look at the same moment, and if one is repeated', async () => {
    await open();
    await Promise.all([look(DUE), look(DUE), look(DUE)]);
    await api.superuser`update reminder_clocks set reminded_on = null`;
    await look(DUE);
    expect(await told()).toEqual([`${agent.id} CASE_DUE`]);
  });

  test('is told of a new date as of the first one', async () => {
    const first = await open();
    await look(DUE);
    await change(first, { due_on: '2027-03-12' });
    await look(OVERDUE);
    await look(at('2027-03-12', '07:00'));
    expect(await told()).toEqual([`${agent.id} CASE_DUE`, `${agent.id} CASE_DUE`]);
  });

  test('is told after an outage that it is overdue, unless that is long ago', async () => {
    await open();
    await open({ due_on: '2027-03-01' });
    await look(at('2027-03-13', '10:00'));
    expect(await told()).toEqual([`${agent.id} CASE_OVERDUE`]);
  });

  test('is told of a hundred cases and more, in parts', async () => {
    await open();
    await api.superuser`
      insert into cases (company_id, reference, person_id, case_type, title, assigned_to, due_on)
      select company_id, 'R-' || number, person_id, case_type, title, assigned_to, due_on
      from cases, generate_series(1, 120) as number
      where deleted_at is null
    `;
    expect(await look(DUE)).toEqual({ kind: 'more' });
    expect(await look(DUE)).toMatchObject({ kind: 'waiting' });
    expect(await told()).toHaveLength(121);
  });
});

test('an overdue case is to do until it is resolved, or has another date', async () => {
  const todo = async (): Promise<string[]> => {
    const answer = await api.request('/api/v1/todo', { key: agent.key });
    const { data } = (await answer.json()) as { data: { titre: string }[] };
    return data.map(({ titre }) => titre).filter((titre) => titre === 'Dossier en retard');
  };
  const resolved = await open();
  const moved = await open();
  await look(OVERDUE);
  expect(await todo()).toHaveLength(2);
  await change(resolved, { status: 'resolu' });
  expect(await todo()).toHaveLength(1);
  await change(moved, { due_on: '2027-04-01' });
  expect(await todo()).toEqual([]);
});

describe('nobody is told', () => {
  test('of a case that is resolved, closed or deleted', async () => {
    await change(await open(), { status: 'resolu' });
    await change(await open(), { status: 'ferme' });
    const { id } = await open();
    const { supervisor } = api.company;
    const path = `/api/crm/case/${id}`;
    const removed = await api.request(path, { method: 'DELETE', key: supervisor.key });
    expect(removed.status).toBe(204);
    await look(DUE);
    await look(OVERDUE);
    expect(await told()).toEqual([]);
  });

  test('in another company', async () => {
    await open();
    await look(DUE);
    const rows = await api.superuser`select distinct company_id from notifications`;
    expect(rows.map((row) => Number(row['company_id']))).toEqual([api.company.id]);
  });
});

describe('of a case without an active assignee', () => {
  const leaders = () =>
    [api.company.owner.id, api.company.supervisor.id]
      .toSorted((one, other) => one - other)
      .map((id) => `${id} CASE_DUE`);

  test('the supervisors of its centre and the owners are told', async () => {
    await open({ assigned_to: null });
    await look(DUE);
    expect(await told()).toEqual(leaders());
  });

  test('also if the assignee was disabled', async () => {
    await open();
    await api.superuser`update users set is_active = false where id = ${agent.id}`;
    await look(DUE);
    expect(await told()).toEqual(leaders());
    await api.superuser`update users set is_active = true where id = ${agent.id}`;
  });

  test('the supervisor of another centre is not', async () => {
    await open({ assigned_to: null });
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Autre') returning id
    `;
    await api.superuser`update cases set call_centre_id = ${centre?.['id']} where deleted_at is null`;
    await look(DUE);
    expect(await told()).toEqual([`${api.company.owner.id} CASE_DUE`]);
  });
});

describe('the run of a company', () => {
  const commands = () => api.superuser`
    select workflow_id, operation from commands where name = 'remindersWorkflow'
  `;
  const asked = {
    workflow_id: () => `reminders/${api.company.id}`,
    operation: 'signal_with_start',
  };

  test('is started with the first case that has a date, and only then', async () => {
    const undated = await openCase(api, agent, { client_id: clientId });
    expect(await commands()).toEqual([]);
    await change(undated, { due_on: DUE_ON });
    await open();
    expect(await commands()).toEqual([
      { workflow_id: asked.workflow_id(), operation: asked.operation },
    ]);
  });

  test('ends if the company needs none', async () => {
    expect(await look(DUE)).toEqual({ kind: 'ended' });
  });

  test('is started by the reconciler for cases that are older than it, and if it was lost', async () => {
    const quiet = async () =>
      (
        await remindersReconciliation.listQuiet(api.database, {
          after: null,
          quietSeconds: 0,
          limit: 10,
        })
      ).filter(({ companyId }) => companyId === api.company.id);
    await open();
    await api.superuser`delete from reminder_clocks`;
    await api.superuser`delete from commands`;
    const [row] = await quiet();
    expect(row).toMatchObject({ workflowId: asked.workflow_id() });
    if (!row) return;
    await inCompany(api.database, { companyId: api.company.id, userId: null }, (tx) =>
      remindersReconciliation.reconcile(tx, row, { state: 'missing', now: new Date() }),
    );
    expect(await commands()).toHaveLength(1);
    await api.superuser`delete from commands`;
    await look(new Date());
    expect(await quiet()).toEqual([]);
    await api.superuser`update reminder_clocks set next_at = now() - interval '1 minute'`;
    expect(await quiet()).toHaveLength(1);
  });

  test('looks again when the company changes its time zone', async () => {
    await open();
    await api.superuser`delete from commands`;
    const settings = await api.request('/api/v1/settings', { key: api.company.owner.key });
    const { version } = (await settings.json()) as { version: number };
    const hours = { days: [1], from: '09:00', to: '18:00' };
    const save = (timeZone: string, of: number) =>
      api.request('/api/v1/settings', {
        method: 'PATCH',
        key: api.company.owner.key,
        body: { version: of, inbox: { business_hours: { ...hours, time_zone: timeZone } } },
      });
    expect((await save('Asia/Tokyo', version)).status).toBe(200);
    expect(await commands()).toHaveLength(1);
    expect(await look(new Date('2027-03-09T22:00:00Z'))).toMatchObject({
      until: '2027-03-10T22:00:00.000Z',
    });
    expect(await told()).toEqual([`${agent.id} CASE_DUE`]);
    await save('Europe/Paris', version + 1);
  });
});
