/**
 * Goal: people change conversations, one or many, and learn of each other's changes. Method: the routes in-process
 * on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConversationBulkOut } from '../../src/domain/conversations/changes.ts';
import { ConversationContactOut } from '../../src/domain/conversations/contact.ts';
import { PresenceOut } from '../../src/domain/conversations/presence.ts';
import { ConversationTimelineEntryOut } from '../../src/domain/conversations/timeline.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { conversationsAs, insertConversation, insertFolder } from '../support/conversations.ts';
import { addCentre, insertTestLead } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const [agent, colleague] = company.agents;
const as = conversationsAs(api, agent.key);
const owner = conversationsAs(api, company.owner.key);
const paris = await addCentre(api, company);

let id: number;
beforeEach(async () => {
  await api.superuser`truncate notifications, events, commands cascade`;
  id = await insertConversation(api, { company, callCentreId: company.callCentreId });
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const toldAbout = async () =>
  (await api.superuser`select user_id, code, params from notifications order by id`).map((row) => [
    row['user_id'],
    row['code'],
    z.object({ count: z.number() }).parse(row['params']).count,
  ]);
const published = async () =>
  (await api.superuser`select type from events order by id`).map((row) => row['type']);

describe('a change', () => {
  test('of several fields is one version, and one fact for each kind', async () => {
    const folder = await insertFolder(api, company, 'Relances');
    const after = await as.patched(id, {
      version: 1,
      status: 'urgent',
      folder_id: folder,
      assigned_to: colleague.id,
      priority: 1,
      subject: 'Devis CACES',
    });
    expect(after).toMatchObject({
      version: 2,
      status: 'urgent',
      folder_id: folder,
      folder_name: 'Relances',
      is_folder_manual: true,
      assigned_to: colleague.id,
      priority: 1,
      subject: 'Devis CACES',
    });
    expect(await published()).toEqual(['ConversationStatusUpdated', 'ConversationAssigned']);
    expect(await toldAbout()).toEqual([
      [colleague.id, 'conversation_status_updated', 1],
      [colleague.id, 'conversation_assigned', 1],
    ]);
    const [decision] = await api.superuser`
      select folder_id, source, decided_by from folder_decisions where conversation_id = ${id}
    `;
    expect(decision).toEqual({ folder_id: folder, source: 'person', decided_by: agent.id });
  });

  test('that is based on an old version is refused with the current one', async () => {
    await as.patched(id, { version: 1, status: 'en_cours' });
    const answer = await as.patch(id, { version: 1, status: 'resolu' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'version_conflict',
      errors: [{ path: 'version', params: { current: 2 } }],
    });
  });

  test('that changes nothing keeps the version', async () => {
    expect(await as.patched(id, { version: 1, status: 'nouveau' })).toMatchObject({ version: 1 });
    expect(await published()).toEqual([]);
  });

  test('names only users within reach who are active, and folders that are there', async () => {
    const refused = async (body: object) => (await as.patch(id, { version: 1, ...body })).status;
    expect(await refused({ assigned_to: paris.agent.id })).toBe(422);
    expect(await refused({ assigned_to: api.otherCompany.owner.id })).toBe(422);
    expect(await refused({ folder_id: 999_999 })).toBe(422);
    expect(await refused({ snoozed_until: '2020-01-01T00:00:00Z' })).toBe(422);
    expect(await owner.patched(id, { version: 1, assigned_to: paris.agent.id })).toMatchObject({
      assigned_to: paris.agent.id,
    });
  });
});

describe('the end of the work', () => {
  test('is counted from the first message, and again after a new one reopened it', async () => {
    await api.superuser`
      update conversations set first_inbound_at = now() - interval '2 hours' where id = ${id}
    `;
    const resolved = await as.patched(id, { version: 1, status: 'resolu' });
    expect(resolved.resolved_at).not.toBeNull();
    expect(resolved.resolution_seconds).toBeGreaterThanOrEqual(7200);
    const archived = await as.patched(id, { version: 2, status: 'archive' });
    expect(archived.resolved_at).toBe(resolved.resolved_at);
    const reopened = await as.patched(id, { version: 3, status: 'en_cours' });
    expect(reopened).toMatchObject({ resolved_at: null, resolution_seconds: null });
  });

  test('ends a snooze', async () => {
    await as.patched(id, { version: 1, snoozed_until: inAnHour() });
    expect(await as.patched(id, { version: 2, status: 'resolu' })).toMatchObject({
      snoozed_until: null,
    });
  });
});

test('a snooze asks for the run that keeps its time', async () => {
  const until = inAnHour();
  expect(await as.patched(id, { version: 1, snoozed_until: until })).toMatchObject({
    snoozed_until: until,
  });
  const [command] = await api.superuser`
    select workflow_id, operation, input from commands where name = 'conversationWorkflow'
  `;
  expect(command).toEqual({
    workflow_id: `conversation/${id}`,
    operation: 'signal_with_start',
    input: { companyId: company.id, conversationId: id },
  });
});

test('spam goes back to the status that it had', async () => {
  await as.patched(id, { version: 1, status: 'urgent' });
  expect((await as.posted(id, 'spam')).status).toBe('spam');
  expect((await as.posted(id, 'spam')).status).toBe('spam');
  expect((await as.posted(id, 'not-spam')).status).toBe('urgent');
  expect((await as.posted(id, 'not-spam')).status).toBe('urgent');
});

test('the unread mark is no change that another one conflicts with', async () => {
  expect(await as.posted(id, 'unread')).toMatchObject({ is_unread: true, version: 1 });
  expect(await as.posted(id, 'read')).toMatchObject({ is_unread: false, version: 1 });
});

test('a deleted conversation is gone for everyone', async () => {
  expect((await owner.delete(id)).status).toBe(204);
  expect((await owner.get(id)).status).toBe(404);
  expect(await owner.ids()).not.toContain(id);
});

test('links lead to records within reach, and are taken away by null', async () => {
  const leadId = await insertTestLead(api, { company, callCentreId: company.callCentreId });
  const hidden = await insertTestLead(api, { company, callCentreId: paris.id });
  expect(await as.posted(id, 'link', { version: 1, lead_id: leadId })).toMatchObject({
    lead_id: leadId,
    version: 2,
  });
  expect((await as.post(id, 'link', { version: 2, lead_id: hidden })).status).toBe(422);
  expect((await as.post(id, 'link', { version: 2, person_id: 999_999 })).status).toBe(422);
  expect((await as.post(id, 'link', { version: 1, lead_id: null })).status).toBe(409);
  expect((await as.posted(id, 'link', { version: 2, lead_id: null })).lead_id).toBeNull();
});

describe('in bulk', () => {
  const bulk = async (body: object) => answerOf(await as.bulk(body), 200, ConversationBulkOut);

  test('each has an outcome, and the assignee is told once how many there are', async () => {
    const other = await insertConversation(api, { company });
    const had = await insertConversation(api, { company, assignedTo: colleague.id });
    const out = await insertConversation(api, { company, callCentreId: paris.id });
    const ids = [id, other, had, out, 999_999];
    const change = { assigned_to: colleague.id };
    const { changed_count: count, data } = await bulk({ ids, operation: 'change', change });
    expect(count).toBe(2);
    expect(data.map(({ outcome }) => outcome)).toEqual([
      'changed',
      'changed',
      'unchanged',
      'not_found',
      'not_found',
    ]);
    expect(await toldAbout()).toEqual([[colleague.id, 'conversation_assigned', 2]]);
    expect(await bulk({ ids, operation: 'change', change })).toMatchObject({ changed_count: 0 });
  });

  test('an assignee is told once of how many the status changed', async () => {
    const ids = [id];
    for (const status of ['en_cours', 'nouveau', 'urgent']) {
      ids.push(await insertConversation(api, { company, assignedTo: colleague.id, status }));
    }
    await bulk({ ids, operation: 'change', change: { status: 'en_cours' } });
    expect(await toldAbout()).toEqual([[colleague.id, 'conversation_status_updated', 2]]);
  });

  test('those that match a filter change if there are as many as was expected', async () => {
    const folder = await insertFolder(api, company, 'À trier');
    const ids = [
      await insertConversation(api, { company, folderId: folder }),
      await insertConversation(api, { company, folderId: folder, status: 'urgent' }),
    ];
    const body = {
      filter: { folder_id: folder },
      operation: 'change',
      change: { status: 'archive' },
    };
    expect((await as.bulk({ ...body, expected_count: 1 })).status).toBe(409);
    expect((await as.bulk(body)).status).toBe(422);
    expect((await bulk({ ...body, expected_count: 2 })).changed_count).toBe(2);
    expect(await as.ids(`?folder_id=${folder}&status=archive`)).toEqual(ids.toReversed());
  });

  test('reads, marks as spam, takes back and deletes', async () => {
    const ids = [id, await insertConversation(api, { company })];
    for (const operation of ['mark_unread', 'mark_read', 'spam', 'not_spam']) {
      expect([operation, (await bulk({ ids, operation })).changed_count]).toEqual([operation, 2]);
      expect([operation, (await bulk({ ids, operation })).changed_count]).toEqual([operation, 0]);
    }
    const supervisor = conversationsAs(api, company.supervisor.key);
    const deleted = await supervisor.bulk({ ids, operation: 'delete' });
    expect((await answerOf(deleted, 200, ConversationBulkOut)).changed_count).toBe(2);
    expect((await supervisor.get(id)).status).toBe(404);
  });
});

describe('presence', () => {
  const viewers = async (answer: Response) =>
    (await answerOf(answer, 200, PresenceOut)).viewers.map(({ user_id: user, state }) => [
      user,
      state,
    ]);
  const streamed = async (): Promise<number> => {
    await api.sealFacts();
    const rows = await api.superuser`
      delete from stream_events where topic = 'conversation.presence' returning 1
    `;
    return rows.count;
  };

  test('of others is shown while it lasts', async () => {
    await as.presence(id, 'viewing');
    await as.presence(id, 'typing');
    expect(await viewers(await owner.presence(id, 'viewing'))).toEqual([[agent.id, 'typing']]);
    expect((await owner.read(id)).viewers).toMatchObject([{ user_id: agent.id, state: 'typing' }]);
    await api.superuser`
      update conversation_presence set expires_at = now() where user_id = ${agent.id}
    `;
    expect(await viewers(await owner.presence(id, 'viewing'))).toEqual([]);
    await owner.presence(id, 'gone');
    expect(await viewers(await as.presence(id, 'viewing'))).toEqual([]);
  });

  test('is streamed when it changes, and repeated only where somebody else looks', async () => {
    await streamed();
    await as.presence(id, 'viewing');
    expect(await streamed()).toBe(1);
    await as.presence(id, 'viewing');
    expect(await streamed()).toBe(0);
    await owner.presence(id, 'viewing');
    await as.presence(id, 'viewing');
    expect(await streamed()).toBe(2);
    await as.presence(id, 'gone');
    expect(await streamed()).toBe(1);
  });
});

test('the timeline tells what happened, newest first', async () => {
  const folder = await insertFolder(api, company, 'Devis 2026');
  await as.patched(id, { version: 1, status: 'en_cours' });
  await as.patched(id, { version: 2, assigned_to: colleague.id });
  await as.patched(id, { version: 3, folder_id: folder });
  await as.patched(id, { version: 4, priority: 1 });
  await as.patched(id, { version: 5, snoozed_until: inAnHour() });
  await as.read(id);
  await api.sealFacts();
  const Page = pageOf(ConversationTimelineEntryOut);
  const page = await answerOf(await as.get(id, '/timeline'), 200, Page);
  expect(page.data.map(({ kind }) => kind)).toEqual([
    'snoozed',
    'changed',
    'filed',
    'assigned',
    'status_changed',
  ]);
  const [, changed, filed, assigned, status] = page.data;
  expect(changed?.changes).toEqual([{ field: 'priority', before: 0, after: 1 }]);
  expect(filed?.filing).toMatchObject({ folder: { name: 'Devis 2026' }, source: 'person' });
  expect(assigned?.assignment?.to?.id).toBe(colleague.id);
  expect(status?.status).toEqual({ from: 'nouveau', to: 'en_cours' });
  const first = await answerOf(await as.get(id, '/timeline?limit=2'), 200, Page);
  const rest = await as.get(id, `/timeline?limit=10&cursor=${first.next_cursor}`);
  expect([...first.data, ...(await answerOf(rest, 200, Page)).data]).toEqual(page.data);
});

test('the conversations of a person who was merged into another are those of the other', async () => {
  const insertPerson = async (name: string, mergedIntoId: number | null) => {
    const [row] = await api.superuser`
      insert into people (company_id, name, points, merged_into_id, deleted_at)
      values (
        ${company.id}, ${name}, '', ${mergedIntoId}, ${mergedIntoId === null ? null : new Date()}
      )
      returning id
    `;
    return Number(row?.['id']);
  };
  const winner = await insertPerson('Zoé Martin', null);
  const loser = await insertPerson('Z. Martin', winner);
  const old = await insertConversation(api, { company, personId: loser, contactAddress: 'z@x.fr' });
  const fresh = await insertConversation(api, { company, personId: winner });
  expect(new Set(await as.ids(`?person_id=${winner}`))).toEqual(new Set([old, fresh]));
  const panel = await answerOf(await as.get(old, '/contact'), 200, ConversationContactOut);
  expect(panel).toMatchObject({ person: { id: winner }, conversations: [{ id: fresh }] });
});

test('the contact panel has what the caller reaches of each kind', async () => {
  const address = 'zoe@example.com';
  const one = await insertConversation(api, { company, contactAddress: address });
  const other = await insertConversation(api, { company, contactAddress: address });
  await insertConversation(api, { company, contactAddress: address, callCentreId: paris.id });
  const leadId = await insertTestLead(api, {
    company,
    callCentreId: company.callCentreId,
    email: address,
  });
  await insertTestLead(api, { company, callCentreId: paris.id, email: address });
  await api.superuser`
    insert into tasks (company_id, conversation_id, title) values (${company.id}, ${one}, 'Appeler')
  `;
  const panel = await answerOf(await as.get(one, '/contact'), 200, ConversationContactOut);
  expect(panel).toMatchObject({
    person: null,
    contact_address: address,
    conversations: [{ id: other }],
    leads: [{ id: leadId }],
    action_count: 0,
    tasks: [{ title: 'Appeler' }],
  });
});

test('the to-do list has the own conversations that wait for an answer, urgent ones first', async () => {
  await api.superuser`truncate conversations, leads cascade`;
  const waitingSince = new Date(Date.now() - 3_600_000);
  const mine = { company, assignedTo: agent.id, waitingSince };
  const waits = await insertConversation(api, mine);
  const urgent = await insertConversation(api, { ...mine, status: 'urgent', contactName: 'Zoé' });
  await insertConversation(api, { ...mine, waitingSince: null });
  await insertConversation(api, { ...mine, status: 'resolu' });
  await insertConversation(api, { ...mine, isNewsletter: true });
  await insertConversation(api, { ...mine, snoozedUntil: new Date(inAnHour()) });
  await insertConversation(api, { ...mine, assignedTo: colleague.id });
  const answer = await api.request('/api/v1/todo', { key: agent.key });
  const { data } = await answerOf(answer, 200, pageOf(TodoItemOut));
  expect(data).toMatchObject([
    {
      kind: 'conversation',
      id: urgent,
      severity: 'error',
      titre: 'Réponse attendue',
      at: waitingSince.toISOString(),
      conversation: { contact: 'Zoé', status: 'urgent' },
    },
    { kind: 'conversation', id: waits, severity: 'warning' },
  ]);
});
