/**
 * Goal: a case is opened with the words of the seed, numbered without gaps, seen by its team alone, moved only where
 * its status may go, and found by what was written about it. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createHistory } from '../../src/background/history.ts';
import { CaseNoteOut } from '../../src/domain/case-notes/shapes.ts';
import { CaseLinkOut, CaseLinksOut } from '../../src/domain/cases/links.ts';
import { CaseOut } from '../../src/domain/cases/shapes.ts';
import { CASE_STATUSES, CASE_TRANSITIONS } from '../../src/domain/cases/words.ts';
import { ColleaguesOut } from '../../src/domain/shared/colleagues.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TaskOut } from '../../src/domain/tasks/shapes.ts';
import { answerOf, keyWithScopes, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { insertClient, openCase, type Case } from '../support/cases.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre, addColleagues } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const [anatole, berthe] = company.agents;
const { owner, supervisor } = company;
const history = createHistory(api.deps);
const paris = await addCentre(api, company);
const marie = await insertClient(api, company);
const YEAR = new Date().getFullYear();

beforeEach(async () => {
  await sql`delete from tasks`;
  await sql`delete from case_links`;
  await sql`delete from case_notes`;
  await sql`delete from cases`;
  await sql`delete from case_numbers`;
  await sql`delete from notifications`;
});

const send = (person: TestPerson, path: string, body: object) =>
  api.request(`/api/crm/case${path}`, { key: person.key, body });
const open = (person: TestPerson, body: object = {}) =>
  openCase(api, person, { client_id: marie, ...body });
const get = (person: TestPerson, path: string) =>
  api.request(`/api/crm/case${path}`, { key: person.key });
const read = async (person: TestPerson, id: number) =>
  answerOf(await get(person, `/${id}`), 200, CaseOut);
const list = async (person: TestPerson, query = '') =>
  answerOf(await get(person, query), 200, pageOf(CaseOut));
const titles = async (person: TestPerson, query = '') =>
  (await list(person, query)).data.map(({ title }) => title);
const patch = (person: TestPerson, { id, version }: Pick<Case, 'id' | 'version'>, body: object) =>
  api.request(`/api/crm/case/${id}`, {
    key: person.key,
    method: 'PATCH',
    body: { version, ...body },
  });
const remove = (person: TestPerson, id: number) =>
  api.request(`/api/crm/case/${id}`, { key: person.key, method: 'DELETE' });

describe('a new case', () => {
  test('is of its creator, in their call centre, with the first number of the year', async () => {
    const answer = await send(anatole, '', {
      title: 'Constitution SARL',
      client_id: String(marie),
      case_type: 'legal',
      priority: 'high',
      description: 'Création d’une SARL',
    });
    expect(answer.headers.get('Location')).toMatch(/^\/api\/crm\/case\/\d+$/);
    expect(await answerOf(answer, 201, CaseOut)).toMatchObject({
      reference: `DOS-${YEAR}-0001`,
      client_id: marie,
      client: { name: 'Marie Dumitru' },
      status: 'nouveau',
      case_type: 'legal',
      priority: 'high',
      assigned_to: anatole.id,
      call_centre_id: company.callCentreId,
      version: 1,
    });
  });

  test.each([
    [
      { case_type: 'Juridique', status: 'En cours', priority: 'Haute' },
      ['legal', 'en_cours', 'high'],
    ],
    [
      { case_type: 'FISCAL', status: 'ATTENTE CLIENT', priority: 'urgente' },
      ['fiscal', 'attente_client', 'urgent'],
    ],
    [{ case_type: 'autre', status: 'resolu', priority: 'Basse' }, ['other', 'resolu', 'low']],
  ])('takes the words of people: %j', async (body, codes) => {
    const { case_type, status, priority } = await open(anatole, body);
    expect([case_type, status, priority]).toEqual(codes);
  });

  test.each([
    [{ client_id: 999_999 }, 'client_id: no such person'],
    [{ client_id: 'CLIENT_ID' }, 'client_id: '],
    [
      { case_type: 'penal' },
      'case_type: expected one of legal, fiscal, administrative, business, other',
    ],
    [{ due_on: '2026-02-30' }, 'due_on: '],
    [{ assigned_to: 999_999 }, 'assigned_to: no such user'],
    [{ conversation_id: 999_999 }, 'conversation_id: no such conversation'],
    [{ reference: 'DOS-1' }, 'reference: '],
  ])('with %j is refused, and takes no number', async (body, faulty) => {
    const refusal = await refusalOf(
      await send(anatole, '', { title: 'A', client_id: marie, ...body }),
    );
    expect(refusal.faults).toEqual([expect.stringContaining(faulty)]);
    expect((await open(anatole)).reference).toBe(`DOS-${YEAR}-0001`);
  });

  test('of twenty opened at once each has a number of its own, without a gap', async () => {
    const cases = await Promise.all(Array.from({ length: 20 }, () => open(anatole)));
    expect(cases.map(({ reference }) => reference).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, at) => `DOS-${YEAR}-${String(at + 1).padStart(4, '0')}`),
    );
  });

  test('is announced to the colleague to whom it is given', async () => {
    await open(anatole, { assigned_to: berthe.id });
    expect(await sql`select user_id, code from notifications`).toMatchObject([
      { user_id: berthe.id, code: 'case_assigned' },
    ]);
  });

  test('from a conversation is linked to it, and of its call centre', async () => {
    const id = await insertTestConversation(api, {
      company,
      callCentreId: paris.id,
      subject: 'Devis',
    });
    const row = await open(owner, { conversation_id: id });
    expect(row.call_centre_id).toBe(paris.id);
    expect(await titles(owner, `?conversation_id=${id}`)).toEqual(['Statuts']);
    const links = await answerOf(await get(owner, `/${row.id}/link`), 200, CaseLinksOut);
    expect(links.data).toMatchObject([
      { kind: 'conversation', target_id: String(id), label: 'Devis' },
    ]);
  });
});

describe('the status', () => {
  test.each(CASE_STATUSES.flatMap((from) => CASE_STATUSES.map((to) => [from, to] as const)))(
    'from %s to %s changes only where the table allows it',
    async (from, to) => {
      const row = await open(anatole, { status: from });
      const answer = await patch(anatole, row, { status: to });
      if (from === to || CASE_TRANSITIONS[from].includes(to)) {
        expect((await answerOf(answer, 200, CaseOut)).status).toBe(to);
      } else {
        expect((await refusalOf(answer)).faults).toEqual([
          expect.stringMatching(/^status: expected one of/),
        ]);
      }
    },
  );

  test('is announced to the assignee when a colleague changes it', async () => {
    const row = await open(anatole);
    await patch(berthe, row, { status: 'en_cours' });
    expect(await sql`select user_id, code from notifications`).toMatchObject([
      { user_id: anatole.id, code: 'case_status_updated' },
    ]);
  });

  test('keeps when a case was resolved until it is opened again', async () => {
    let row = await open(anatole);
    row = await answerOf(await patch(anatole, row, { status: 'resolu' }), 200, CaseOut);
    const { resolved_at } = row;
    expect(resolved_at).not.toBeNull();
    row = await answerOf(await patch(anatole, row, { status: 'ferme' }), 200, CaseOut);
    expect(row).toMatchObject({ resolved_at, closed_at: expect.any(String) });
    row = await answerOf(await patch(anatole, row, { status: 'en_cours' }), 200, CaseOut);
    expect(row).toMatchObject({ resolved_at: null, closed_at: null });
  });
});

test('of two changes at once takes one', async () => {
  const row = await open(anatole);
  const answers = await Promise.all([
    patch(anatole, row, { title: 'A' }),
    patch(berthe, row, { title: 'B' }),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});

describe('who sees a case', () => {
  test('its team, and the owner; no other call centre', async () => {
    const row = await open(anatole);
    await read(berthe, row.id);
    await read(supervisor, row.id);
    await read(owner, row.id);
    for (const person of [paris.agent, paris.supervisor]) {
      expect((await get(person, `/${row.id}`)).status).toBe(404);
      expect((await patch(person, row, { title: 'X' })).status).toBe(404);
      expect((await get(person, `/${row.id}/note`)).status).toBe(404);
      expect((await get(person, `/${row.id}/task`)).status).toBe(404);
      expect(await titles(person)).toEqual([]);
      expect(await titles(person, '?q=Statuts')).toEqual([]);
    }
  });

  test('a linked conversation says whom it is with', async () => {
    const karim = await insertClient(api, company, 'Karim Haddad');
    const row = await open(anatole);
    for (const personId of [marie, karim]) {
      const id = await insertTestConversation(api, { company, personId });
      await send(anatole, `/${row.id}/link`, { kind: 'conversation', id });
    }
    const { data } = await answerOf(await get(anatole, `/${row.id}/link`), 200, CaseLinksOut);
    expect(data.map(({ contact }) => contact)).toEqual([
      { id: marie, name: 'Marie Dumitru' },
      { id: karim, name: 'Karim Haddad' },
    ]);
  });

  test('a linked record out of reach is not shown, and can not be linked', async () => {
    const theirs = await insertTestConversation(api, { company, callCentreId: paris.id });
    const row = await open(anatole);
    const link = { kind: 'conversation', id: theirs };
    expect((await refusalOf(await send(anatole, `/${row.id}/link`, link))).faults).toEqual([
      'id: no such conversation',
    ]);
    const { id } = await answerOf(await send(owner, `/${row.id}/link`, link), 201, CaseLinkOut);
    expect((await answerOf(await get(anatole, `/${row.id}/link`), 200, CaseLinksOut)).data).toEqual(
      [],
    );
    const gone = await api.request(`/api/crm/case/${row.id}/link/${id}`, {
      key: anatole.key,
      method: 'DELETE',
    });
    expect(gone.status).toBe(404);
  });

  test('a key without the permission to read conversations sees no link to one', async () => {
    const conversation = await insertTestConversation(api, { company });
    const row = await open(owner, { conversation_id: conversation });
    const key = await keyWithScopes(api, company, owner, ['cases:read']);
    const answer = await api.request(`/api/crm/case/${row.id}/link`, { key });
    expect((await answerOf(answer, 200, CaseLinksOut)).data).toEqual([]);
  });
});

describe('the menu of colleagues', () => {
  const menu = async (path: string, person = anatole) =>
    (await answerOf(await get(person, path), 200, ColleaguesOut)).data.map(({ id }) => id);

  test('has the caller, then those who see the case, by what is typed', async () => {
    const { id } = await open(anatole);
    const at = `/${id}/colleagues`;
    const [first, ...others] = await menu(at);
    expect(first).toBe(anatole.id);
    expect(new Set(others)).toEqual(new Set([berthe.id, supervisor.id, owner.id]));
    expect(await menu(`${at}?q=simo`)).toEqual([supervisor.id]);
    expect(await menu(`${at}?q=personne`)).toEqual([]);
    expect((await get(paris.agent, at)).status).toBe(404);
    expect((await get(anatole, '/999999/colleagues')).status).toBe(404);
  });

  test('has nobody who is disabled, and nobody of another call centre even who has the case', async () => {
    const { id } = await open(anatole);
    await sql`update users set is_active = false where id = ${berthe.id}`;
    await sql`update cases set assigned_to = ${paris.agent.id} where id = ${id}`;
    const found = await menu(`/${id}/colleagues`);
    await sql`update users set is_active = true where id = ${berthe.id}`;
    expect(new Set(found)).toEqual(new Set([anatole.id, supervisor.id, owner.id]));
  });

  test('is short, and finds who is not among the first', async () => {
    const { id } = await open(anatole);
    await addColleagues(api, company, 25);
    expect(await menu(`/${id}/colleagues`)).toHaveLength(20);
    expect(await menu(`/${id}/colleagues?q=simo`)).toEqual([supervisor.id]);
    await sql`delete from users where name like 'Aaron %'`;
  });

  test('of a large company has those who see the case, however many do not', async () => {
    const { id } = await open(anatole);
    await addColleagues(api, { ...company, callCentreId: paris.id }, 600);
    expect(new Set(await menu(`/${id}/colleagues`))).toEqual(
      new Set([anatole.id, berthe.id, supervisor.id, owner.id]),
    );
    await sql`delete from users where name like 'Aaron %'`;
  });

  test('of a new case has those who would see it', async () => {
    expect(new Set(await menu('/colleagues'))).toEqual(
      new Set([anatole.id, berthe.id, supervisor.id, owner.id]),
    );
    const shared = await insertTestConversation(api, { company, callCentreId: null });
    expect(await menu(`/colleagues?conversation_id=${shared}`)).toContain(paris.agent.id);
    const theirs = await insertTestConversation(api, { company, callCentreId: paris.id });
    const refused = await get(anatole, `/colleagues?conversation_id=${theirs}`);
    expect(await refusalOf(refused)).toMatchObject({ status: 422 });
  });

  test('needs the permission to read cases, or to open one', async () => {
    const { id } = await open(anatole);
    const key = await keyWithScopes(api, company, owner, ['people:read']);
    const status = async (path: string) =>
      (await api.request(`/api/crm/case${path}`, { key })).status;
    expect(await status(`/${id}/colleagues`)).toBe(403);
    expect(await status('/colleagues')).toBe(403);
  });

  test('names only those to whom the case can be given', async () => {
    let row = await open(anatole);
    for (const id of await menu(`/${row.id}/colleagues`)) {
      const given = await patch(owner, row, { assigned_to: id });
      row = await answerOf(given, 200, CaseOut);
    }
    expect((await patch(anatole, row, { assigned_to: paris.agent.id })).status).toBe(422);
  });
});

describe('deleting', () => {
  test('hides a case for 30 days, in which it can be restored', async () => {
    const row = await open(anatole);
    expect((await remove(anatole, row.id)).status).toBe(403);
    expect((await remove(supervisor, row.id)).status).toBe(204);
    expect((await get(owner, `/${row.id}`)).status).toBe(404);
    expect(await titles(supervisor)).toEqual([]);
    expect(await titles(supervisor, '?is_deleted=true')).toEqual(['Statuts']);
    const restored = await answerOf(await send(supervisor, `/${row.id}/restore`, {}), 200, CaseOut);
    expect(restored).toMatchObject({ reference: row.reference, deleted_at: null });
    await remove(supervisor, row.id);
    await sql`update cases set deleted_at = now() - interval '31 days'`;
    expect((await refusalOf(await send(supervisor, `/${row.id}/restore`, {}))).code).toBe(
      'conflict',
    );
  });

  test('erases what a case held after 30 days, once, and explains its number', async () => {
    const conversation = await insertTestConversation(api, { company });
    const row = await open(anatole, { description: 'secret', conversation_id: conversation });
    const young = await open(anatole, { title: 'Jeune' });
    await send(anatole, `/${row.id}/note`, { text: 'secret' });
    await remove(supervisor, row.id);
    await remove(supervisor, young.id);
    await sql`update cases set deleted_at = now() - interval '31 days' where id = ${row.id}`;
    await history.sweep();
    await history.sweep();
    expect(await titles(supervisor, '?is_deleted=true')).toEqual(['Jeune']);
    expect((await send(supervisor, `/${row.id}/restore`, {})).status).toBe(404);
    expect(await sql`select from case_notes union all select from case_links`).toHaveLength(0);
    expect(
      await sql`select title, description from cases where erased_at is not null`,
    ).toMatchObject([{ title: row.reference, description: null }]);
    await api.sealFacts();
    expect(
      await sql`
        select entry -> 'before' as before from audit_entries
        where entry ->> 'operation' = 'cases.erase'
      `,
    ).toMatchObject([{ before: { reference: row.reference } }]);
  });

  test('leaves its number taken', async () => {
    const row = await open(anatole);
    await remove(supervisor, row.id);
    expect((await open(anatole)).reference).toBe(`DOS-${YEAR}-0002`);
  });
});

describe('the list', () => {
  test('is filtered by status, type, priority, client, assignee and due date', async () => {
    const other = await insertClient(api, company, 'Paul');
    await open(anatole, {
      title: 'A',
      status: 'en_cours',
      case_type: 'legal',
      due_on: '2026-01-01',
    });
    await open(anatole, { title: 'B', priority: 'urgent', assigned_to: null });
    await open(berthe, { title: 'C', client_id: other, due_on: '2026-03-01' });
    expect(await titles(anatole, '?status=en_cours,resolu')).toEqual(['A']);
    expect(await titles(anatole, '?status=En%20cours')).toEqual(['A']);
    expect(await titles(anatole, '?case_type=legal')).toEqual(['A']);
    expect(await titles(anatole, '?priority=urgent')).toEqual(['B']);
    expect(await titles(anatole, `?client_id=${other}`)).toEqual(['C']);
    expect(await titles(anatole, '?assigned_to=none')).toEqual(['B']);
    expect(await titles(berthe, '?assigned_to=me')).toEqual(['C']);
    expect(await titles(anatole, '?due_before=2026-02-01')).toEqual(['A']);
  });

  test.each(['created_at', 'updated_at', 'due_on', 'title', 'priority'])(
    'sorted by %s shows each case once over its pages, in both directions',
    async (sort) => {
      for (const [title, due_on] of [
        ['C', null],
        ['A', '2026-01-02'],
        ['B', '2026-01-01'],
      ] as const) {
        await open(anatole, { title, due_on, priority: title === 'A' ? 'urgent' : 'low' });
      }
      const seen = async (order: string): Promise<string[]> => {
        const found: string[] = [];
        let cursor = '';
        do {
          const page = await list(anatole, `?limit=1&sort=${order}${cursor}`);
          found.push(...page.data.map(({ title }) => title));
          cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
        } while (cursor !== '');
        return found;
      };
      const ascending = await seen(sort);
      const descending = await seen(`-${sort}`);
      expect(ascending.toSorted()).toEqual(['A', 'B', 'C']);
      expect(descending.toSorted()).toEqual(['A', 'B', 'C']);
      if (sort === 'due_on')
        expect([ascending, descending]).toEqual([
          ['B', 'A', 'C'],
          ['A', 'B', 'C'],
        ]);
      else expect(descending).toEqual(ascending.toReversed());
    },
  );

  test('finds a case by its number, its title, its notes and its client', async () => {
    const row = await open(anatole, { title: 'Succession Lefèvre' });
    await open(berthe, { title: 'Autre' });
    await send(anatole, `/${row.id}/note`, { text: 'Le notaire attend l’acte' });
    for (const q of [row.reference, 'lefevre', 'notaire acte', 'success']) {
      expect(await titles(anatole, `?q=${encodeURIComponent(q)}`)).toEqual(['Succession Lefèvre']);
    }
    expect((await titles(anatole, '?q=dumitru')).length).toBe(2);
    expect(await titles(anatole, '?q=introuvable')).toEqual([]);
  });

  test('shows the cases of a client who was merged into another', async () => {
    const twin = await insertClient(api, company, 'M. Dumitru');
    await open(anatole, { client_id: twin });
    await sql`update people set merged_into_id = ${marie}, deleted_at = now() where id = ${twin}`;
    expect(await titles(anatole, `?client_id=${marie}`)).toEqual(['Statuts']);
    await sql`update people set merged_into_id = null, deleted_at = null where id = ${twin}`;
  });
});

describe('a note', () => {
  const write = async (person: TestPerson, id: number, body: object) =>
    answerOf(await send(person, `/${id}/note`, body), 201, CaseNoteOut);
  const change = (person: TestPerson, id: number, note: number, body: object) =>
    api.request(`/api/crm/case/${id}/note/${note}`, { key: person.key, method: 'PATCH', body });
  const erase = (person: TestPerson, id: number, note: number) =>
    api.request(`/api/crm/case/${id}/note/${note}`, { key: person.key, method: 'DELETE' });

  test('has a kind, by its code or its French word, and changes what its case was last changed', async () => {
    const row = await open(anatole);
    const note = await write(anatole, row.id, { text: ' Appelé ', kind: 'Réunion' });
    expect(note).toMatchObject({ text: 'Appelé', kind: 'meeting', author_id: anatole.id });
    expect((await read(anatole, row.id)).updated_at > row.updated_at).toBe(true);
    expect((await read(anatole, row.id)).version).toBe(row.version);
    const notes = await answerOf(
      await get(anatole, `/${row.id}/note?kind=call`),
      200,
      pageOf(CaseNoteOut),
    );
    expect(notes.data).toEqual([]);
  });

  test('is changed and deleted by its author or an owner alone', async () => {
    const { id } = await open(anatole);
    const note = await write(anatole, id, { text: 'A' });
    for (const person of [berthe, supervisor]) {
      expect((await change(person, id, note.id, { version: 1, text: 'B' })).status).toBe(403);
      expect((await erase(person, id, note.id)).status).toBe(403);
    }
    const changed = await change(anatole, id, note.id, { version: 1, kind: 'call' });
    expect(await answerOf(changed, 200, CaseNoteOut)).toMatchObject({ text: 'A', kind: 'call' });
    expect((await change(anatole, id, note.id, { version: 1, text: 'C' })).status).toBe(409);
    expect((await erase(owner, id, note.id)).status).toBe(204);
    expect((await erase(owner, id, note.id)).status).toBe(404);
  });

  test('of another case is unknown here', async () => {
    const { id } = await open(anatole);
    const other = await open(anatole);
    const note = await write(anatole, id, { text: 'A' });
    expect((await change(anatole, other.id, note.id, { version: 1, text: 'B' })).status).toBe(404);
  });
});

test('a task of a case is of its call centre and client, and names it', async () => {
  const row = await open(anatole);
  const task = await answerOf(
    await send(owner, `/${row.id}/task`, { title: 'Relancer' }),
    201,
    TaskOut,
  );
  expect(task).toMatchObject({
    case_id: row.id,
    case_reference: row.reference,
    person_id: marie,
    call_centre_id: company.callCentreId,
  });
  const tasks = await answerOf(await get(anatole, `/${row.id}/task`), 200, pageOf(TaskOut));
  expect(tasks.data.map(({ id }) => id)).toEqual([task.id]);
});
