/**
 * Goal: a user reads their own notifications, no others, and marks them as read. Method: the
 * routes in-process on real Postgres; notifications are written as the worker writes them.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { CountOut, pageOf } from '../../src/domain/shared/pages.ts';
import { insertNotification, type NotificationInput } from '../support/rows/notifications.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import { readEvents } from '../support/event-stream.ts';
import { insertRows, type SampleRows } from '../support/rows/index.ts';

let api: TestApi;
let rows: SampleRows;
let agent: TestPerson;
let colleague: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  [agent, colleague] = api.company.agents;
  rows = await insertRows(api, api.company);
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.superuser`delete from notifications where user_id in (${agent.id}, ${colleague.id})`;
});

type TellInput = Partial<NotificationInput>;

const tell = (person: TestPerson, input: TellInput = {}): Promise<number> =>
  insertNotification(api.superuser, {
    companyId: api.company.id,
    userId: person.id,
    type: 'ACTION_SETTLED',
    titre: 'Relance envoyée à Marie Dumitru',
    message: 'Envoyée à 10:30',
    level: 'success',
    ...input,
  });

const Page = pageOf(NotificationOut);

const list = async (person: TestPerson, query = ''): Promise<z.infer<typeof Page>> => {
  const answer = await api.request(`/api/v1/notifications${query}`, { key: person.key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return Page.parse(await answer.json());
};

const countUnread = async (person: TestPerson): Promise<number> => {
  const answer = await api.request('/api/v1/notifications/unread-count', { key: person.key });
  return CountOut.parse(await answer.json()).count;
};

const read = (person: TestPerson, id: number) =>
  api.request(`/api/v1/notifications/${id}/read`, { method: 'POST', key: person.key });

const readAll = async (person: TestPerson): Promise<number> => {
  const answer = await api.request('/api/v1/notifications/read-all', {
    method: 'POST',
    key: person.key,
  });
  expect(answer.status).toBe(200);
  return CountOut.parse(await answer.json()).count;
};

describe('GET /api/v1/notifications', () => {
  test('shows each notification with its action and entity, newest first', async () => {
    await tell(agent, { titre: 'Première', level: 'error' });
    const id = await tell(agent, { subject: { type: 'action', id: rows.actionId } });
    const { data } = await list(agent);
    expect(data.map((one) => one.titre)).toEqual(['Relance envoyée à Marie Dumitru', 'Première']);
    expect(data[0]).toEqual({
      id,
      categorie: 'CANDIDAT',
      type: 'ACTION_SETTLED',
      titre: 'Relance envoyée à Marie Dumitru',
      message: 'Envoyée à 10:30',
      level: 'success',
      entity: { type: rows.entity.type, ref: rows.entity.ref },
      lead_id: null,
      lead_import_id: null,
      knowledge_import_id: null,
      action_id: rows.actionId,
      webhook_id: null,
      mailbox_id: null,
      task_id: null,
      case_id: null,
      conversation_id: null,
      suggested_action_types: [],
      read_at: null,
      handled_at: null,
      handled_by: null,
      handled_by_name: null,
      handled_action_id: null,
      created_at: expect.any(String),
    });
    expect(data[1]).toMatchObject({ level: 'error', entity: null, action_id: null });
  });

  test('shows the code of one that a newer version wrote, and the others', async () => {
    await tell(agent, { titre: 'Première' });
    await api.superuser`
      insert into notifications (company_id, user_id, categorie, type, code, params, level)
      values (
        ${api.company.id}, ${agent.id}, 'CANDIDAT', 'ACTION_PAUSED', 'action_settled',
        '{"status": "paused"}', 'info'
      )
    `;
    const { data } = await list(agent);
    expect(data.map((one) => one.titre)).toEqual(['action_settled', 'Première']);
  });

  test('names the webhook that it is about, and is read once the page of the webhook is open', async () => {
    const id = await tell(agent, { subject: { type: 'webhook', id: 41 } });
    await tell(agent, { subject: { type: 'webhook', id: 42 } });
    const { data } = await list(agent);
    expect(data.map((one) => one.webhook_id)).toEqual([42, 41]);
    const answer = await api.request('/api/v1/notifications/read', {
      key: agent.key,
      body: { subject: { type: 'webhook', id: 41 } },
    });
    expect(CountOut.parse(await answer.json()).count).toBe(1);
    expect((await list(agent, '?is_read=true')).data.map((one) => one.id)).toEqual([id]);
  });

  test('shows no notification of another user, not even to the owner', async () => {
    await tell(agent);
    expect((await list(colleague)).data).toEqual([]);
    const ofOwner = await list(api.company.owner);
    expect(ofOwner.data.map((one) => one.id)).toEqual([rows.notificationId]);
  });

  test('filters by read and unread', async () => {
    const first = await tell(agent);
    const second = await tell(agent);
    await read(agent, first);
    const ids = async (query: string) => (await list(agent, query)).data.map((one) => one.id);
    expect(await ids('?is_read=true')).toEqual([first]);
    expect(await ids('?is_read=false')).toEqual([second]);
    expect(await ids('')).toEqual([second, first]);
  });

  test('turns pages that stay in place while others arrive', async () => {
    for (const titre of ['1', '2', '3']) await tell(agent, { titre });
    const first = await list(agent, '?limit=2');
    await tell(agent, { titre: '4' });
    const second = await list(agent, `?limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map((one) => one.titre)).toEqual(['3', '2', '1']);
    expect(second.next_cursor).toBeNull();
  });
});

describe('GET /api/v1/notifications/unread-count', () => {
  test('counts the user’s own unread notifications', async () => {
    expect(await countUnread(agent)).toBe(0);
    await tell(agent);
    const id = await tell(agent);
    await tell(colleague);
    expect(await countUnread(agent)).toBe(2);
    await read(agent, id);
    expect(await countUnread(agent)).toBe(1);
  });
});

describe('POST /api/v1/notifications/{id}/read', () => {
  test('keeps the time of the first reading', async () => {
    const id = await tell(agent);
    const first = NotificationOut.parse(await (await read(agent, id)).json());
    expect(first.read_at).not.toBeNull();
    const second = NotificationOut.parse(await (await read(agent, id)).json());
    expect(second).toEqual(first);
  });

  test("answers 404 for another user's notification", async () => {
    const id = await tell(agent);
    for (const person of [colleague, api.company.supervisor, api.company.owner]) {
      expect((await read(person, id)).status).toBe(404);
    }
    expect((await read(api.otherCompany.owner, id)).status).toBe(404);
    expect(await countUnread(agent)).toBe(1);
  });

  test('sends one stream event, to the same user only', async () => {
    api.deps.announce = api.sealer.announce;
    await api.hub.start();
    await api.sealFacts();
    const open = async (person: TestPerson) =>
      readEvents(await api.request('/api/v1/stream', { key: person.key }));
    const [own, other] = [await open(agent), await open(colleague)];
    const id = await tell(agent);
    await read(agent, id);
    await read(agent, id);
    expect(await own.next()).toMatchObject({ event: 'notification.read', data: { id } });
    const last = await tell(agent);
    await read(agent, last);
    expect(await own.next()).toMatchObject({ data: { id: last } });
    const theirs = await tell(colleague);
    await read(colleague, theirs);
    expect(await other.next()).toMatchObject({ data: { id: theirs } });
    await own.close();
    await other.close();
  });
});

describe('POST /api/v1/notifications/read-all', () => {
  test('marks all notifications of one user and returns their number', async () => {
    const first = await tell(agent);
    await read(agent, first);
    await tell(agent);
    await tell(agent);
    await tell(colleague);
    expect(await readAll(agent)).toBe(2);
    expect(await readAll(agent)).toBe(0);
    expect(await countUnread(agent)).toBe(0);
    expect(await countUnread(colleague)).toBe(1);
  });

  test('sends a stream event only if something was unread', async () => {
    const streamed = async (): Promise<unknown[]> => {
      await api.sealFacts();
      const found = await api.superuser`
        select data from stream_events
        where user_id = ${agent.id} and topic = 'notification.read' and resource_id = 'all'
      `;
      return found.map((row) => row['data']);
    };
    const before = (await streamed()).length;
    await tell(agent);
    await readAll(agent);
    await readAll(agent);
    expect((await streamed()).slice(before)).toEqual([{ id: 'all' }]);
  });
});

describe('POST /api/v1/notifications/{id}/actions', () => {
  test('answers 404 for another user’s notification, also to their supervisor', async () => {
    const id = await tell(agent, { subject: { type: 'entity', id: rows.entity.id } });
    for (const person of [colleague, api.company.supervisor]) {
      const answer = await api.request(`/api/v1/notifications/${id}/actions`, {
        key: person.key,
        body: { typeAction: 'RELANCER' },
      });
      expect(answer.status).toBe(404);
    }
  });
});
