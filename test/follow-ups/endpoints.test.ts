/**
 * Goal: a follow-up waits for its time, ends once, and tells its user once. Method: the whole api in-process on
 * real Postgres, and the activity by hand with a clock of the test.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createFollowUpActivities } from '../../src/activities/follow-ups.ts';
import { FollowUpOut } from '../../src/domain/follow-ups/shapes.ts';
import { ConversationOut } from '../../src/domain/conversations/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { followUpWorkflowId } from '../../src/ids.ts';
import { inCompany } from '../../src/platform/database.ts';
import {
  cancelFollowUpsOfDeleted,
  cancelFollowUpsOnAnswer,
} from '../../src/services/follow-ups/cancel.ts';
import { followUpReconciliation } from '../../src/services/follow-ups/reconcile.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const [anatole, berthe] = company.agents;
const { supervisor, owner } = company;
const paris = await addCentre(api, company);
const DAY_MS = 86_400_000;

let now = new Date();
const activities = createFollowUpActivities({ ...api.deps, clock: { now: () => now } });
const look = (followUpId: number) =>
  activities.lookAtFollowUp({ companyId: company.id, followUpId });

let conversationId: number;
beforeEach(async () => {
  now = new Date();
  await sql`delete from notifications`;
  await sql`delete from follow_ups`;
  await sql`delete from commands`;
  conversationId = await insertTestConversation(api, { company, subject: 'Devis' });
});

const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
const send = (person: TestPerson, body: object) =>
  api.request(`/inbox/conversations/${conversationId}/follow-ups`, { key: person.key, body });
const created = async (person: TestPerson, body: object = {}) =>
  answerOf(await send(person, { due_at: inDays(1), ...body }), 201, FollowUpOut);
const act = (person: TestPerson, id: number, verb: 'cancel' | 'done') =>
  api.request(`/inbox/follow-ups/${id}/${verb}`, { key: person.key, method: 'POST' });
const patch = (person: TestPerson, id: number, body: object) =>
  api.request(`/inbox/follow-ups/${id}`, { key: person.key, method: 'PATCH', body });
const list = async (person: TestPerson, query = '') =>
  answerOf(
    await api.request(`/inbox/follow-ups${query}`, { key: person.key }),
    200,
    pageOf(FollowUpOut),
  );
const found = async (id: number) => (await list(owner)).data.find((row) => row.id === id);
const told = async (): Promise<number[]> =>
  (await sql`select user_id from notifications where code = 'follow_up_due' order by id`).map(
    (row) => Number(row['user_id']),
  );
/** How often its run was told of a change. */
const commandsOf = async (id: number): Promise<string[]> =>
  (await sql`select operation from commands where workflow_id = ${followUpWorkflowId(id)}`).map(
    (row) => String(row['operation']),
  );
const work = (run: Parameters<typeof inCompany<void>>[2]) =>
  inCompany(api.database, { companyId: company.id, userId: null }, run);

describe('creating', () => {
  test('waits for the caller, and asks for a run', async () => {
    const row = await created(anatole, { note: ' Relancer ' });
    expect(row).toMatchObject({
      user_id: anatole.id,
      note: 'Relancer',
      status: 'waiting',
      is_cancelled_by_answer: true,
      conversation_subject: 'Devis',
      contact_name: 'Marie Dumitru',
    });
    expect(await commandsOf(row.id)).toEqual(['signal_with_start']);
  });

  test('for somebody else needs the permission for their records', async () => {
    expect(await created(supervisor, { user_id: berthe.id })).toMatchObject({ user_id: berthe.id });
    const refused = await send(anatole, { due_at: inDays(1), user_id: berthe.id });
    expect((await refusalOf(refused)).code).toBe('forbidden');
  });

  test.each([
    [{ due_at: inDays(-1) }, 'due_at: expected an instant in the future'],
    [{ due_at: inDays(1), user_id: paris.agent.id }, 'user_id: no such user'],
    [{ due_at: inDays(1), note: 'x'.repeat(2001) }, 'note: at most 2000 characters'],
  ])('refuses %j', async (body, faulty) => {
    expect((await refusalOf(await send(owner, body))).faults).toEqual([faulty]);
  });

  test('refuses the one too many that would wait in a conversation', async () => {
    await sql`
      insert into follow_ups (company_id, conversation_id, user_id, due_at, is_cancelled_by_answer)
      select ${company.id}, ${conversationId}, ${owner.id}, now() + interval '1 day', true
      from generate_series(1, 50)
    `;
    expect((await refusalOf(await send(anatole, { due_at: inDays(1) }))).code).toBe('conflict');
  });

  test('a conversation out of reach is not found', async () => {
    expect((await send(paris.agent, { due_at: inDays(1) })).status).toBe(404);
  });
});

describe('reach', () => {
  test('an agent sees own ones, a supervisor those of the centre, an owner all', async () => {
    const mine = await created(anatole);
    const hers = await created(berthe);
    expect((await list(anatole)).data.map(({ id }) => id)).toEqual([mine.id]);
    expect((await list(supervisor)).data).toHaveLength(2);
    expect((await list(paris.supervisor)).data).toEqual([]);
    expect((await list(owner, `?user_id=${berthe.id}`)).data.map(({ id }) => id)).toEqual([
      hers.id,
    ]);
    expect((await act(anatole, hers.id, 'cancel')).status).toBe(404);
  });

  test('the list of a conversation has its own ones, the first due first', async () => {
    const late = await created(anatole, { due_at: inDays(3) });
    const early = await created(anatole, { due_at: inDays(2) });
    conversationId = await insertTestConversation(api, { company });
    await created(anatole);
    const answer = await api.request(
      `/inbox/conversations/${early.conversation_id}/follow-ups?status=waiting`,
      { key: anatole.key },
    );
    const { data } = await answerOf(answer, 200, pageOf(FollowUpOut));
    expect(data.map(({ id }) => id)).toEqual([early.id, late.id]);
    const page = await list(anatole, '?limit=2');
    expect((await list(anatole, `?limit=2&cursor=${page.next_cursor}`)).data).toHaveLength(1);
  });
});

describe('its time', () => {
  test('before it, a look changes nothing and says when', async () => {
    const row = await created(anatole);
    expect(await look(row.id)).toEqual({ kind: 'waiting', dueAt: row.due_at });
    expect(await found(row.id)).toMatchObject({ status: 'waiting' });
  });

  test('makes it due and tells its user; a second look changes nothing', async () => {
    const row = await created(supervisor, { user_id: anatole.id });
    now = new Date(row.due_at);
    expect(await look(row.id)).toEqual({ kind: 'ended', status: 'due' });
    const after = await found(row.id);
    expect(await look(row.id)).toEqual({ kind: 'ended', status: 'due' });
    expect(await found(row.id)).toEqual(after);
    expect(await told()).toEqual([anatole.id]);
  });

  test('shows its conversation again: unread, open and no longer snoozed; its user is told once', async () => {
    const row = await created(supervisor, { user_id: anatole.id });
    await sql`
      update conversations
      set status = 'resolu', is_unread = false, assigned_to = ${anatole.id}, resolved_at = now(),
        snoozed_until = now() + interval '9 days'
      where id = ${conversationId}
    `;
    const shown = async () => {
      const path = `/inbox/conversations/${conversationId}`;
      return answerOf(await api.request(path, { key: anatole.key }), 200, ConversationOut);
    };
    now = new Date(row.due_at);
    await look(row.id);
    const after = await shown();
    expect(after).toMatchObject({ status: 'en_cours', is_unread: true, snoozed_until: null });
    await look(row.id);
    expect(await shown()).toMatchObject({ version: after.version });
    const told = await sql`select code from notifications where user_id = ${anatole.id}`;
    expect(told.map(({ code }) => String(code))).toEqual(['follow_up_due']);
  });

  test('leaves spam hidden', async () => {
    const row = await created(anatole);
    await sql`
      update conversations set status = 'spam', is_unread = false where id = ${conversationId}
    `;
    now = new Date(row.due_at);
    expect(await look(row.id)).toEqual({ kind: 'ended', status: 'due' });
    const [conversation] = await sql`
      select status, is_unread from conversations where id = ${conversationId}
    `;
    expect(conversation).toEqual({ status: 'spam', is_unread: false });
  });

  test('puts it into the to-do list of its user until it is done', async () => {
    const row = await created(anatole);
    await sql`update follow_ups set due_at = now() - interval '1 minute' where id = ${row.id}`;
    await look(row.id);
    const todo = async () =>
      answerOf(await api.request('/api/v1/todo', { key: anatole.key }), 200, pageOf(TodoItemOut));
    expect((await todo()).data).toMatchObject([
      {
        kind: 'follow_up',
        id: row.id,
        titre: 'Relance à faire',
        follow_up: { conversation_id: conversationId, contact_name: 'Marie Dumitru' },
      },
    ]);
    expect((await act(anatole, row.id, 'done')).status).toBe(200);
    expect((await todo()).data).toEqual([]);
  });

  test('a row that is gone ends the run', async () => {
    expect(await look(999_999)).toEqual({ kind: 'ended', status: 'gone' });
  });
});

describe('changing', () => {
  test('a new time wakes the run; a new note does not', async () => {
    const { id } = await created(anatole);
    await patch(anatole, id, { note: 'Autre' });
    expect(await commandsOf(id)).toHaveLength(1);
    const dueAt = inDays(2);
    const answer = await patch(anatole, id, { due_at: dueAt });
    expect(await answerOf(answer, 200, FollowUpOut)).toMatchObject({
      due_at: dueAt,
      note: 'Autre',
    });
    expect(await commandsOf(id)).toHaveLength(2);
  });

  test('a new time makes one that was due wait again', async () => {
    const row = await created(anatole);
    now = new Date(row.due_at);
    await look(row.id);
    const answer = await patch(anatole, row.id, { due_at: inDays(5) });
    const { status, settled_at: settledAt } = await answerOf(answer, 200, FollowUpOut);
    expect([status, settledAt]).toEqual(['waiting', null]);
  });

  test('one that has ended stays as it is', async () => {
    const { id } = await created(anatole);
    await act(anatole, id, 'cancel');
    expect((await refusalOf(await patch(anatole, id, { due_at: inDays(2) }))).code).toBe(
      'conflict',
    );
    expect((await act(anatole, id, 'done')).status).toBe(409);
    const again = await answerOf(await act(anatole, id, 'cancel'), 200, FollowUpOut);
    expect(again).toMatchObject({ status: 'cancelled', cancelled_reason: 'person' });
    now = new Date(Date.now() + 2 * DAY_MS);
    expect(await look(id)).toEqual({ kind: 'ended', status: 'cancelled' });
    expect(await told()).toEqual([]);
  });
});

describe('an answer of the contact', () => {
  test('cancels what it should cancel, tells the runs, and a second one changes nothing', async () => {
    const asked = await created(anatole);
    const other = await created(anatole, { is_cancelled_by_answer: false });
    conversationId = await insertTestConversation(api, { company });
    const elsewhere = await created(anatole);
    const answer = () =>
      work((tx) => cancelFollowUpsOnAnswer(tx, { conversationId: asked.conversation_id }));
    await answer();
    const after = await found(asked.id);
    expect(after).toMatchObject({ status: 'cancelled', cancelled_reason: 'answered' });
    await answer();
    expect(await found(asked.id)).toEqual(after);
    expect(await found(other.id)).toMatchObject({ status: 'waiting' });
    expect(await found(elsewhere.id)).toMatchObject({ status: 'waiting' });
    expect(await commandsOf(asked.id)).toHaveLength(2);
    expect(await commandsOf(other.id)).toHaveLength(1);
  });

  test('leaves one alone that is due already', async () => {
    const row = await created(anatole);
    now = new Date(row.due_at);
    await look(row.id);
    await work((tx) => cancelFollowUpsOnAnswer(tx, { conversationId }));
    expect(await found(row.id)).toMatchObject({ status: 'due' });
  });
});

test('a deleted conversation cancels all that wait in it', async () => {
  const row = await created(anatole, { is_cancelled_by_answer: false });
  await work((tx) => cancelFollowUpsOfDeleted(tx, { conversationId }));
  expect(await found(row.id)).toMatchObject({
    status: 'cancelled',
    cancelled_reason: 'conversation_deleted',
  });
});

describe('the reconciliation', () => {
  const quiet = async () =>
    (
      await followUpReconciliation.listQuiet(api.database, {
        after: null,
        quietSeconds: 0,
        limit: 10,
      })
    ).map(({ id }) => Number(id));
  const reconcile = (id: number) =>
    inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
      followUpReconciliation.reconcile(
        tx,
        { companyId: company.id, id: String(id), workflowId: followUpWorkflowId(id) },
        { state: 'missing', now },
      ),
    );

  test('finds what is due within the hour and has no command that waits', async () => {
    const soon = await created(anatole, { due_at: new Date(Date.now() + 60_000).toISOString() });
    await created(anatole, { due_at: inDays(1) });
    expect(await quiet()).toEqual([]);
    await sql`delete from commands`;
    expect(await quiet()).toEqual([soon.id]);
  });

  test('asks for a run of what waits, and for nothing else', async () => {
    const { id } = await created(anatole);
    await sql`delete from commands`;
    expect(await reconcile(id)).toBe(true);
    expect(await commandsOf(id)).toEqual(['signal_with_start']);
    await act(anatole, id, 'done');
    expect(await reconcile(id)).toBe(false);
  });
});
