/**
 * Goal: one list says what happened to a case, each thing once, and nothing that its reader may not see. Method: the
 * whole api in-process on real Postgres.
 */
import { afterAll, expect, test } from 'vitest';
import { CaseTimelineEntryOut } from '../../src/domain/case-timeline/shapes.ts';
import { CaseLinkOut, CaseLinksOut } from '../../src/domain/cases/links.ts';
import { CaseNoteOut } from '../../src/domain/case-notes/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, createAction, createEntity, keyWithScopes } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { uploadedCaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addMessage } from '../support/conversation-summaries.ts';
import { addCentre, insertTestLead } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const [anatole] = company.agents;
const { owner, supervisor } = company;
const marie = await insertClient(api, company);
const paris = await addCentre(api, company);

const call = (person: Pick<TestPerson, 'key'>, path: string, input: object = {}) =>
  api.request(`/api/crm/case/${path}`, { key: person.key, ...input });
const timeline = async (id: number, person: Pick<TestPerson, 'key'> = anatole, query = '') => {
  await api.sealFacts();
  return answerOf(await call(person, `${id}/timeline${query}`), 200, pageOf(CaseTimelineEntryOut));
};
const kinds = async (id: number, person?: Pick<TestPerson, 'key'>) =>
  (await timeline(id, person)).data.map(({ kind }) => kind);

test('a case tells what happened to it, newest first', async () => {
  const conversation = await insertTestConversation(api, { company, subject: 'Bail' });
  const row = await openCase(api, anatole, { client_id: marie, conversation_id: conversation });
  const note = await answerOf(
    await call(anatole, `${row.id}/note`, { body: { text: 'Appelé', kind: 'call' } }),
    201,
    CaseNoteOut,
  );
  await call(supervisor, String(row.id), {
    method: 'PATCH',
    body: { version: 1, priority: 'urgent', status: 'en_cours' },
  });
  await call(anatole, `${row.id}/task`, { body: { title: 'Relancer' } });
  await addMessage(api, conversation, 'Bonjour, voici le bail.');
  const { data } = await timeline(row.id);
  expect(data.filter(({ kind }) => kind === 'message')).toMatchObject([
    { message: { preview: 'Bonjour, voici le bail.', conversation_id: conversation } },
  ]);
  expect(data.filter(({ kind }) => kind !== 'message')).toMatchObject([
    { kind: 'task', by: 'Anatole Agent', task: { title: 'Relancer', is_done: false } },
    { kind: 'status_changed', status: { from: 'nouveau', to: 'en_cours' } },
    { kind: 'changed', changes: [{ field: 'priority', before: 'normal', after: 'urgent' }] },
    { kind: 'note_added', note: { id: note.id, kind: 'call', text: 'Appelé' } },
    {
      kind: 'linked',
      link: { kind: 'conversation', target_id: String(conversation), label: 'Bail' },
    },
    { kind: 'created', by: 'Anatole Agent' },
  ]);
});

test('a change names its people to whoever reads, even without the permission to list them', async () => {
  const row = await openCase(api, anatole, { client_id: marie });
  const nadia = await insertClient(api, company, 'Nadia Haddad');
  const body = { version: 1, assigned_to: supervisor.id, client_id: nadia, title: 'Bail' };
  await call(anatole, String(row.id), { method: 'PATCH', body });
  await call(anatole, String(row.id), { method: 'PATCH', body: { version: 2, assigned_to: null } });
  const key = await keyWithScopes(api, company, owner, ['cases:read']);
  for (const reader of [anatole, { key }]) {
    const { data } = await timeline(row.id, reader);
    const [last, first] = data.map(({ changes }) => changes);
    expect(last).toEqual([
      {
        field: 'assigned_to',
        before: supervisor.id,
        after: null,
        before_name: 'Simone Superviseuse',
        after_name: null,
      },
    ]);
    expect(first).toMatchObject([
      { field: 'title', before_name: null, after_name: null },
      { field: 'client_id', before_name: 'Marie Dumitru', after_name: 'Nadia Haddad' },
      { field: 'assigned_to', before_name: 'Anatole Agent', after_name: 'Simone Superviseuse' },
    ]);
  }
});

test('a link names its record while the reader reaches it, also after it was removed', async () => {
  const row = await openCase(api, anatole, { client_id: marie });
  const ours = await insertTestConversation(api, { company, subject: 'Devis' });
  const theirs = await insertTestConversation(api, {
    company,
    subject: 'Secret de Paris',
    callCentreId: paris.id,
  });
  const { callCentreId } = company;
  const lead = await insertTestLead(api, { company, callCentreId, name: 'Nadia Haddad' });
  await createEntity(api, owner.key);
  const { id: actionId } = await createAction(api, owner);
  const targets = [
    { kind: 'conversation', id: ours },
    { kind: 'conversation', id: theirs },
    { kind: 'lead', id: lead },
    { kind: 'action', id: actionId },
  ];
  for (const body of targets) {
    await answerOf(await call(owner, `${row.id}/link`, { body }), 201, CaseLinkOut);
  }
  const labels = async (person: TestPerson) =>
    (await timeline(row.id, person)).data.flatMap(({ link }) => (link ? [link.label] : []));
  expect(await labels(owner)).toEqual([
    'RELANCE_CANDIDAT_EMAIL',
    'Nadia Haddad',
    'Secret de Paris',
    'Devis',
  ]);
  expect(await labels(anatole)).toEqual([null, 'Nadia Haddad', null, 'Devis']);
  const links = await answerOf(await call(anatole, `${row.id}/link`), 200, CaseLinksOut);
  const devis = links.data.find(({ label }) => label === 'Devis');
  await call(anatole, `${row.id}/link/${devis?.id}`, { method: 'DELETE' });
  const [last] = (await timeline(row.id)).data;
  expect(last).toMatchObject({ kind: 'unlinked', link: { label: 'Devis' } });
  await api.superuser`update conversations set deleted_at = now() where id = ${ours}`;
  expect(await labels(anatole)).toEqual([null, null, 'Nadia Haddad', null, null]);
});

test('a file is named with its version', async () => {
  const row = await openCase(api, anatole, { client_id: marie });
  for (const content of ['Un', 'Deux']) {
    const { key } = anatole;
    await uploadedCaseFile(api, { key, caseId: row.id, name: 'bail.txt', content });
  }
  const { data } = await timeline(row.id);
  expect(data.map(({ kind, file }) => [kind, file?.name, file?.version])).toEqual([
    ['file_added', 'bail.txt', 2],
    ['file_added', 'bail.txt', 1],
    ['created', undefined, undefined],
  ]);
});

test('its pages show each thing once', async () => {
  const row = await openCase(api, anatole, { client_id: marie });
  for (const text of ['A', 'B', 'C', 'D']) {
    await call(anatole, `${row.id}/note`, { body: { text } });
    await call(anatole, `${row.id}/task`, { body: { title: text } });
  }
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await timeline(row.id, anatole, `?limit=2${cursor}`);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
  } while (cursor !== '');
  expect(seen).toHaveLength(9);
  expect(new Set(seen).size).toBe(9);
});

test('a deleted note is named without its text', async () => {
  const row = await openCase(api, anatole, { client_id: marie });
  const note = await answerOf(
    await call(anatole, `${row.id}/note`, { body: { text: 'Un secret' } }),
    201,
    CaseNoteOut,
  );
  await call(anatole, `${row.id}/note/${note.id}`, { method: 'DELETE' });
  const { data } = await timeline(row.id);
  expect(data.map(({ kind, note: about }) => [kind, about?.text])).toEqual([
    ['note_deleted', null],
    ['note_added', null],
    ['created', undefined],
  ]);
});

test('messages of a conversation out of reach, and links of a kind that may not be read, are not shown', async () => {
  const theirs = await insertTestConversation(api, { company, callCentreId: paris.id });
  await addMessage(api, theirs, 'Un secret de Paris');
  const row = await openCase(api, anatole, { client_id: marie });
  const linked = await call(owner, `${row.id}/link`, {
    body: { kind: 'conversation', id: theirs },
  });
  await answerOf(linked, 201, CaseLinkOut);
  expect((await kinds(row.id, owner)).toSorted()).toEqual(['created', 'linked', 'message']);
  expect(await kinds(row.id)).toEqual(['linked', 'created']);
  const key = await keyWithScopes(api, company, owner, ['cases:read']);
  const { data } = await timeline(row.id, { key });
  expect(data.map(({ kind, link }) => [kind, link])).toEqual([
    ['linked', null],
    ['created', null],
  ]);
  expect((await call(paris.agent, `${row.id}/timeline`)).status).toBe(404);
});
