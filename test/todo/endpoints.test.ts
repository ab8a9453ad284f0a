/**
 * Goal: what waits for a person is listed once, the worst first, within reach, and leaves the list by work.
 * Method: the routes in-process on real Postgres, over actions and notifications of the past.
 */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TodoCountOut, TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { keyWithScopes, relance } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestCompany, type TestPerson } from '../support/api.ts';
import { insertNotification } from '../support/rows/notifications.ts';

let api: TestApi;
let agent: TestPerson;
let colleague: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  [agent, colleague] = api.company.agents;
});
afterAll(() => api.stop());
beforeEach(async () => {
  // Not `delete`: an action and the notification that it answers name each other.
  await api.superuser`truncate notifications, actions, notification_preferences cascade`;
});

const Page = pageOf(TodoItemOut);

const list = async (person: TestPerson, query = ''): Promise<z.infer<typeof Page>> => {
  const answer = await api.request(`/api/v1/todo${query}`, { key: person.key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return Page.parse(await answer.json());
};

const titles = async (person: TestPerson) => (await list(person)).data.map(({ titre }) => titre);

const count = async (person: TestPerson) => {
  const answer = await api.request('/api/v1/todo/count', { key: person.key });
  return TodoCountOut.parse(await answer.json()).count;
};

interface ActionInput {
  company?: TestCompany;
  person?: TestPerson;
  status?: string;
  code?: string;
  message?: string;
  daysAgo?: number;
}

const insertAction = async ({
  company = api.company,
  person = agent,
  status = 'failed',
  code = 'callback',
  message = 'Adresse inconnue',
  daysAgo = 1,
}: ActionInput = {}): Promise<string> => {
  const id = uuidv7();
  await api.superuser`
    insert into actions (
      id, company_id, status, format, action_type, entite_data, decide_par, call_centre_id,
      decision_type, metadonnees, route_index, route_workflow, is_unrouted, expects_callback,
      callback_timeout_seconds, created_by, created_at, updated_at, settled_at, outcome_code,
      outcome_message
    )
    select ${id}::uuid, ${company.id}::bigint, ${status}, 'enriched', 'RELANCE_CANDIDAT_EMAIL',
      '{}', ${person.id}::bigint, ${company.callCentreId}::bigint, 'success', '{}', 0,
      'marjorie-candidat-relance', false, true, 3600, ${person.id}::bigint, instant, instant,
      instant, ${code}, ${message}
    from (select now() - make_interval(days => ${daysAgo}) as instant) as moment
  `;
  return id;
};

const notify = (
  person: TestPerson,
  titre: string,
  level: 'error' | 'warning' | 'info' | 'success',
) =>
  insertNotification(api.superuser, { companyId: api.company.id, userId: person.id, titre, level });

/** A warning about a record, as a missing document gives. Out: the notification's id. */
const notifyAboutRecord = async (person: TestPerson): Promise<number> => {
  const [entity] = await api.superuser`
    insert into entities (company_id, type, ref, data)
    values (${api.company.id}, 'candidat', 'DUMI15091992', '{}')
    on conflict (company_id, type, ref) do update set data = excluded.data
    returning id
  `;
  return insertNotification(api.superuser, {
    companyId: api.company.id,
    userId: person.id,
    level: 'warning',
    subject: { type: 'entity', id: Number(entity?.['id']) },
  });
};

const dismissal = (person: TestPerson, id: string, method: 'PUT' | 'DELETE' = 'PUT') =>
  api.request(`/api/v1/actions/${id}/dismissal`, { method, key: person.key });

const dismissNotification = (person: TestPerson, id: number, method: 'PUT' | 'DELETE' = 'PUT') =>
  api.request(`/api/v1/notifications/${id}/dismissal`, { method, key: person.key });

const switchOff = (person: TestPerson, kind: string) =>
  api.request('/api/v1/me/notification-preferences', {
    method: 'PATCH',
    key: person.key,
    body: { kind, console: false },
  });

describe('the list', () => {
  test('has the worst first, then the newest', async () => {
    await insertAction({ status: 'expired', code: 'deadline_missed', message: 'expirée' });
    await insertAction({ message: 'échec ancien', daysAgo: 3 });
    await insertAction({ message: 'échec récent' });
    await insertAction({ code: 'in_doubt', message: 'en doute', daysAgo: 5 });
    await notify(agent, 'Documents manquants', 'warning');
    expect(await titles(agent)).toEqual([
      'en doute',
      'échec récent',
      'échec ancien',
      'Documents manquants',
      'expirée',
    ]);
  });

  test('leaves out what asks for nothing, and what is older than thirty days', async () => {
    await insertAction({ status: 'succeeded', code: 'callback' });
    await insertAction({ status: 'cancelled', code: 'cancelled' });
    await insertAction({ daysAgo: 31 });
    await notify(agent, 'Relance envoyée', 'success');
    await notify(agent, 'Action annulée', 'info');
    expect(await titles(agent)).toEqual([]);
    expect(await count(agent)).toBe(0);
  });

  test('has a failed action once, although its decider also has a notification about it', async () => {
    const id = await insertAction();
    const notificationId = await insertNotification(api.superuser, {
      companyId: api.company.id,
      userId: agent.id,
      level: 'error',
      subject: { type: 'action', id },
    });
    const { data } = await list(agent);
    expect(data).toMatchObject([{ kind: 'action', id, notification_id: notificationId }]);
    expect(await count(agent)).toBe(1);
  });

  test('proposes the actions that usually answer a notification', async () => {
    const [entity] = await api.superuser`
      insert into entities (company_id, type, ref, data)
      values (${api.company.id}, 'candidat', 'PERR01012000', '{}')
      returning id
    `;
    await insertNotification(api.superuser, {
      companyId: api.company.id,
      userId: agent.id,
      type: 'DOSSIER_INCOMPLET',
      level: 'warning',
      subject: { type: 'entity', id: Number(entity?.['id']) },
    });
    const [item] = (await list(agent)).data;
    expect(item).toMatchObject({
      suggested_action_types: [
        'DEMANDER_DOCUMENTS',
        'RELANCE_CANDIDAT_EMAIL',
        'RELANCE_CANDIDAT_TELEPHONE',
      ],
    });
  });

  test('leaves out what n8n reports once it is switched off, and keeps the failures', async () => {
    await insertAction({ message: 'échec' });
    await notify(agent, 'Documents manquants', 'warning');
    await switchOff(agent, 'MESSAGE');
    expect(await titles(agent)).toEqual(['échec']);
    expect(await count(agent)).toBe(1);
  });

  test('turns pages without losing or repeating an item', async () => {
    for (const message of ['1', '2', '3']) await insertAction({ message });
    await notify(agent, 'Documents manquants', 'warning');
    const first = await list(agent, '?limit=3');
    const second = await list(agent, `?limit=3&cursor=${first.next_cursor}`);
    expect(first.data).toHaveLength(3);
    expect(second.data.map(({ titre }) => titre)).toEqual(['Documents manquants']);
    expect(second.next_cursor).toBeNull();
  });
});

describe('reach', () => {
  test('an agent sees their own failures, a supervisor those of the centre, an owner all', async () => {
    await insertAction({ person: colleague });
    expect(await count(agent)).toBe(0);
    expect(await count(colleague)).toBe(1);
    expect(await count(api.company.supervisor)).toBe(1);
    expect(await count(api.company.owner)).toBe(1);
  });

  test('an owner can ask for what is their own alone', async () => {
    await insertAction({ person: colleague });
    const own = await insertAction({ person: api.company.owner });
    await notify(api.company.owner, 'Documents manquants', 'warning');
    const { data } = await list(api.company.owner, '?is_mine=true');
    expect(data.map(({ kind }) => kind)).toEqual(['action', 'notification']);
    expect(data[0]?.id).toBe(own);
  });

  test('a notification waits for its recipient alone', async () => {
    await notify(agent, 'Documents manquants', 'warning');
    expect(await count(colleague)).toBe(0);
    expect(await count(api.company.owner)).toBe(0);
  });

  test("nobody dismisses another person's notification", async () => {
    const id = await notify(agent, 'Documents manquants', 'warning');
    expect((await dismissNotification(colleague, id)).status).toBe(404);
    expect((await dismissNotification(api.company.owner, id)).status).toBe(404);
    expect(await count(agent)).toBe(1);
  });

  test('nothing of another company is listed or counted', async () => {
    await insertAction({ company: api.otherCompany, person: api.otherCompany.owner });
    expect(await count(api.company.owner)).toBe(0);
    expect(await count(api.otherCompany.owner)).toBe(1);
  });

  test('an action out of reach can not be dismissed', async () => {
    const id = await insertAction({ person: colleague });
    expect((await dismissal(agent, id)).status).toBe(404);
    expect((await dismissal(api.otherCompany.owner, id)).status).toBe(404);
    expect(await count(colleague)).toBe(1);
  });
});

describe('what takes an item away, and what does not', () => {
  test('dismissing an action, for everybody; undoing it brings it back', async () => {
    const id = await insertAction();
    expect((await dismissal(api.company.supervisor, id)).status).toBe(204);
    expect((await dismissal(agent, id)).status).toBe(204);
    expect(await count(agent)).toBe(0);
    expect(await count(api.company.owner)).toBe(0);
    expect((await dismissal(agent, id, 'DELETE')).status).toBe(204);
    expect(await count(agent)).toBe(1);
  });

  test('sending the action again; if that fails too, it waits again although it was dismissed before', async () => {
    const id = await insertAction();
    await dismissal(agent, id);
    const retried = await api.request(`/api/v1/actions/${id}/retry`, {
      method: 'POST',
      key: agent.key,
    });
    expect(retried.status, await retried.clone().text()).toBe(202);
    expect(await count(agent)).toBe(0);
    await api.superuser`
      update actions set status = 'failed', settled_at = now() where id = ${id}
    `;
    expect(await count(agent)).toBe(1);
  });

  test('dismissing a notification; undoing it brings it back', async () => {
    const id = await notify(agent, 'Documents manquants', 'warning');
    expect((await dismissNotification(agent, id)).status).toBe(204);
    expect((await dismissNotification(agent, id)).status).toBe(204);
    expect(await count(agent)).toBe(0);
    expect((await dismissNotification(agent, id, 'DELETE')).status).toBe(204);
    expect(await count(agent)).toBe(1);
  });

  test('answering a notification', async () => {
    const id = await notifyAboutRecord(agent);
    const answer = await api.request(`/api/v1/notifications/${id}/actions`, {
      key: agent.key,
      body: {
        actionType: 'RELANCE_CANDIDAT_EMAIL',
        actionSource: 'admin.notifications.liste',
        actionButton: 'repondre',
        decidePar: agent.id,
        decisionType: 'relance_email',
      },
    });
    expect(answer.status, await answer.clone().text()).toBe(202);
    expect(await count(agent)).toBe(0);
  });

  test('not reading a notification, alone or with all others', async () => {
    const id = await notify(agent, 'Documents manquants', 'warning');
    await api.request(`/api/v1/notifications/${id}/read`, { method: 'POST', key: agent.key });
    await api.request('/api/v1/notifications/read-all', { method: 'POST', key: agent.key });
    expect(await titles(agent)).toEqual(['Documents manquants']);
  });

  test('not opening the record that a notification is about', async () => {
    await notifyAboutRecord(agent);
    const subject = { type: 'entity', entity_type: 'candidat', ref: 'DUMI15091992' };
    const read = (person: TestPerson) =>
      api.request('/api/v1/notifications/read', { key: person.key, body: { subject } });
    expect(await (await read(colleague)).json()).toEqual({ count: 0 });
    expect(await (await read(agent)).json()).toEqual({ count: 1 });
    expect(await (await read(agent)).json()).toEqual({ count: 0 });
    expect(await count(agent)).toBe(1);
  });

  test('switching its kind off, for this user alone', async () => {
    await insertAction();
    await insertAction({ status: 'expired', code: 'deadline_missed' });
    expect((await switchOff(agent, 'ACTION_FAILED')).status).toBe(200);
    expect((await list(agent)).data).toMatchObject([{ action: { status: 'expired' } }]);
    expect(await count(agent)).toBe(1);
    expect(await count(api.company.supervisor)).toBe(2);
  });

  test('an action that did not fail can not be dismissed', async () => {
    const id = await insertAction({ status: 'succeeded' });
    expect((await dismissal(agent, id)).status).toBe(409);
  });
});

describe('answering the notification of a failed action takes the action away', () => {
  const RETRY_MISSING = ['actions:create', 'notifications:read'];
  const notifyAbout = (person: TestPerson, id: string) =>
    insertNotification(api.superuser, {
      companyId: api.company.id,
      userId: person.id,
      level: 'error',
      subject: { type: 'action', id },
    });
  const answer = async (person: TestPerson, notificationId: number, key = person.key) => {
    const response = await api.request(`/api/v1/notifications/${notificationId}/actions`, {
      key,
      body: relance(person.id),
    });
    expect(response.status, await response.text()).toBe(202);
    const [row] = await api.superuser`
      select handled_by from notifications where id = ${notificationId}
    `;
    expect(row?.['handled_by'], 'the notification is handled').toBe(person.id);
  };
  beforeEach(async () => {
    await api.superuser`
      insert into entities (company_id, type, ref, data)
      values (${api.company.id}, 'candidat', 'DUMI15091992', '{}')
      on conflict do nothing
    `;
  });

  test('for everybody, if the caller may dismiss it', async () => {
    const own = await insertAction({ person: colleague });
    await answer(colleague, await notifyAbout(colleague, own));
    expect(await count(colleague)).toBe(0);
    expect(await count(api.company.owner)).toBe(0);
    const ofCentre = await insertAction({ person: colleague });
    const { supervisor } = api.company;
    await answer(supervisor, await notifyAbout(supervisor, ofCentre));
    expect(await count(colleague)).toBe(0);
  });

  test('not if it is out of the reach of the caller: it waits for its decider', async () => {
    const id = await insertAction({ person: colleague });
    await answer(agent, await notifyAbout(agent, id));
    expect(await count(colleague)).toBe(1);
    expect(await count(api.company.supervisor)).toBe(1);
  });

  test('not with a key that may not retry actions', async () => {
    const id = await insertAction();
    const key = await keyWithScopes(api, api.company, agent, RETRY_MISSING);
    await answer(agent, await notifyAbout(agent, id), key);
    expect(await count(agent)).toBe(1);
  });
});

test('what was dismissed costs nothing: the index holds only what waits', async () => {
  const { id: companyId, owner } = api.company;
  await api.superuser`
    insert into actions (
      id, company_id, status, format, action_type, entite_data, decide_par, decision_type,
      metadonnees, route_index, route_workflow, is_unrouted, expects_callback,
      callback_timeout_seconds, created_by, created_at, updated_at, settled_at, dismissed_by,
      dismissed_at
    )
    select uuidv7(), ${companyId}::bigint, 'failed', 'enriched', 'RELANCE_CANDIDAT_EMAIL', '{}',
      ${owner.id}::bigint, 'success', '{}', 0, 'marjorie-candidat-relance', false, true, 3600,
      ${owner.id}::bigint, now(), now(), now(),
      case when is_dismissed then ${owner.id}::bigint end, case when is_dismissed then now() end
    from (
      select position > 20 as is_dismissed
      from generate_series(1, 10000) as position
    ) as rows
  `;
  await api.superuser`vacuum analyze actions`;
  expect(await count(owner)).toBe(20);
  const plan = await api.superuser`
    explain select 1 from actions
    where company_id = ${companyId}::bigint
      and status in ('failed', 'expired')
      and dismissed_at is null
      and settled_at > now() - make_interval(days => 30)
  `;
  expect(JSON.stringify(plan)).toContain('actions_todo');
});
