/**
 * Goal: folders are kept in order, and new conversations go to the first one whose rules match, with a
 * reason. Method: the api in-process, and the services that other capabilities call.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { inCompany } from '../../src/platform/database.ts';
import {
  classifyConversation,
  classifyUnfiled,
} from '../../src/services/inbox-folders/classify.ts';
import { FOLDER_COUNT_MAX, FolderDecisionsOut } from '../../src/domain/inbox-folders/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import {
  addConversation,
  addMessage,
  all,
  any,
  folderOf,
  foldersAs,
  none,
  text,
} from '../support/inbox-folders.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const owner = foldersAs(api, company.owner.key);
const agent = foldersAs(api, company.agents[0].key);
const other = foldersAs(api, otherCompany.owner.key);

const classify = (conversationId: number, companyId = company.id) =>
  inCompany(api.deps.database, { companyId, userId: null }, (tx) =>
    classifyConversation(tx, { conversationId }),
  );
const classifyRest = (limit = 100) =>
  inCompany(api.deps.database, { companyId: company.id, userId: null }, (tx) =>
    classifyUnfiled(tx, { limit }),
  );
const decisionsOf = async (conversationId: number) => [
  ...(await api.superuser`
    select folder_id, source, reason, rules_version, decided_by
    from folder_decisions where conversation_id = ${conversationId} order by id
  `),
];

const appointments = await owner.create(
  'Rendez-vous',
  any(text('subject', 'whole_word', 'RDV'), text('content', 'contains', 'rendez-vous')),
  { colour: 'sky' },
);
const support = await owner.create(
  'Support',
  all(text('sender_domain', 'equals', 'client.com'), text('content', 'contains', 'problème')),
);
const people = await owner.create('VIP', null);

describe('folders', () => {
  test('are listed in their order for everyone, and each has its rules', async () => {
    expect((await agent.list()).map(({ name }) => name)).toEqual(['Rendez-vous', 'Support', 'VIP']);
    expect(await other.list()).toEqual([]);
    expect(appointments).toMatchObject({ colour: 'sky', is_active: true, position: 1, version: 1 });
  });

  test('have a name that no other folder has, whatever its case', async () => {
    const refused = await refusalOf(await owner.send('POST', 'folders', { name: 'SUPPORT' }));
    expect(refused.faults).toEqual(['name: in use already']);
    const renamed = await owner.send('PATCH', `folders/${people.id}`, {
      version: people.version,
      name: 'support',
    });
    expect((await refusalOf(renamed)).faults).toEqual(['name: in use already']);
  });

  test('a fault of the rules is named by its path', async () => {
    const rules = all(any(text('subject', 'contains')));
    const refused = await refusalOf(await owner.send('POST', 'folders', { name: 'x', rules }));
    expect(refused.faults).toEqual(['rules.rules.0.rules.0.values: at least 1']);
  });

  test('a change needs the current version, and only other rules raise theirs', async () => {
    const renamed = await owner.patch(people, { name: 'Clients VIP', colour: 'plum' });
    expect(renamed).toMatchObject({ version: 2, rules_version: 1, name: 'Clients VIP' });
    const stale = await owner.send('PATCH', `folders/${people.id}`, { version: 1, name: 'x' });
    expect((await refusalOf(stale)).code).toBe('version_conflict');
    const ruled = await owner.patch(renamed, {
      rules: any(text('sender_name', 'contains', 'VIP')),
    });
    expect(ruled).toMatchObject({ version: 3, rules_version: 2 });
    const same = await owner.patch(ruled, { rules: ruled.rules });
    expect(same.rules_version).toBe(2);
    await owner.patch(same, { rules: null });
  });

  test('are put in order only by a list of all of them', async () => {
    const ids = (await owner.list()).map(({ id }) => id);
    const [first = 0, second = 0, third = 0] = ids;
    const refused = await owner.send('PUT', 'folders/order', { folder_ids: [first, second] });
    expect((await refusalOf(refused)).code).toBe('conflict');
    const { data } = await owner.order([third, first, second]);
    expect(data.map(({ id }) => id)).toEqual([third, first, second]);
    expect(data.map(({ position }) => position)).toEqual([1, 2, 3]);
    await owner.order(ids);
  });

  test(`are ${FOLDER_COUNT_MAX} at most`, async () => {
    await api.superuser`
      insert into inbox_folders (company_id, name, colour, position)
      select ${otherCompany.id}, 'Dossier ' || n, 'gray', n
      from generate_series(1, ${FOLDER_COUNT_MAX}) as n
    `;
    expect((await other.send('POST', 'folders', { name: 'de trop' })).status).toBe(409);
    await api.superuser`delete from inbox_folders where company_id = ${otherCompany.id}`;
  });
});

describe('a new conversation', () => {
  test('goes to the first folder whose rules match, and the decision says why', async () => {
    const id = await addConversation(api, company, {
      sender: 'luc@client.com',
      subject: 'Bonjour',
      text: 'Un problème, et je voudrais un RENDEZ-VOUS.',
    });
    expect(await classify(id)).toBe(appointments.id);
    expect(await folderOf(api, id)).toEqual({ folderId: appointments.id, isManual: false });
    expect(await decisionsOf(id)).toEqual([
      {
        folder_id: appointments.id,
        source: 'rules',
        decided_by: null,
        rules_version: expect.any(Number),
        reason: {
          path: 'rules.1',
          field: 'content',
          operator: 'contains',
          value: 'rendez-vous',
          excerpt: 'Un problème, et je voudrais un RENDEZ-VOUS.',
        },
      },
    ]);
    expect(await classify(id)).toBeNull();
    expect(await decisionsOf(id)).toHaveLength(1);
  });

  test('is not moved by the quoted history, by what we write, nor by a message of a later folder', async () => {
    const body = 'Merci.\n> Votre rendez-vous est noté.';
    const id = await addConversation(api, company, { text: body, quoteOffset: 7 });
    await addMessage(api, company, id, { direction: 'out', text: 'Pour un rendez-vous : lundi.' });
    expect(await classify(id)).toBeNull();
    expect(await decisionsOf(id)).toEqual([]);
    await addMessage(api, company, id, { text: 'Finalement, un rendez-vous svp' });
    expect(await classify(id)).toBe(appointments.id);
  });

  test('that a person moved, spam and newsletters are left alone', async () => {
    const mail = { subject: 'RDV' };
    const moved = await addConversation(api, company, { ...mail, isManual: true });
    const spam = await addConversation(api, company, { ...mail, status: 'spam' });
    const letter = await addConversation(api, company, { ...mail, isNewsletter: true });
    for (const id of [moved, spam, letter]) expect(await classify(id)).toBeNull();
    expect(await classify(moved, otherCompany.id)).toBeNull();
  });

  test('is filed by the name of an attachment', async () => {
    const files = await owner.create('CV', any(text('attachment_name', 'starts_with', 'cv')), {
      reclassify: false,
    });
    const id = await addConversation(api, company, { attachments: ['CV – Éloïse.pdf'] });
    expect(await classify(id)).toBe(files.id);
    await owner.send('DELETE', `folders/${files.id}`);
  });
});

describe('GET /inbox/conversations/{id}/folder-decisions', () => {
  test('says why, the newest decision first, to those who may read the conversation', async () => {
    const id = await addConversation(api, company, { subject: 'RDV' });
    await classify(id);
    const sendAs = (key: string) =>
      api.request(`/inbox/conversations/${id}/folder-decisions`, { key });
    const { data } = await answerOf(await sendAs(company.agents[0].key), 200, FolderDecisionsOut);
    expect(data).toMatchObject([
      { folder_id: appointments.id, source: 'rules', reason: { path: 'rules.0', value: 'RDV' } },
    ]);
    expect((await sendAs(otherCompany.owner.key)).status).toBe(404);
  });
});

describe('conversations without a folder', () => {
  test('are tried again once after the rules have changed, some at a time', async () => {
    await classifyRest();
    expect(await classifyRest()).toBe(0);
    const ids = [
      await addConversation(api, company, { subject: 'Candidature spontanée' }),
      await addConversation(api, company, { subject: 'Autre' }),
      await addConversation(api, company, { subject: 'Candidature' }),
    ];
    const looked = await classifyRest();
    expect(looked).toBe(3);
    const jobs = await owner.create('Emploi', any(text('subject', 'contains', 'candidature')), {
      reclassify: false,
    });
    expect(await classifyRest(1)).toBe(1);
    while ((await classifyRest(2)) === 2);
    const folders = await Promise.all(ids.map(async (id) => (await folderOf(api, id)).folderId));
    expect(folders).toEqual([jobs.id, null, jobs.id]);
    expect(await classifyRest()).toBe(0);
    expect(await decisionsOf(ids[0] ?? 0)).toHaveLength(1);
    expect(await decisionsOf(ids[1] ?? 0)).toHaveLength(0);
  });
});

describe('the test box', () => {
  const sample = {
    sender: 'Paul <paul@client.com>',
    subject: 'Aide',
    content: 'J’ai un PROBLEME.',
  };

  test('says where a text would go, and by which condition', async () => {
    const { sample: place, conversations } = await agent.test({ sample });
    expect(place).toMatchObject({
      folder_id: support.id,
      is_draft: false,
      reason: { path: 'rules.0', field: 'sender_domain', value: 'client.com' },
    });
    expect(conversations).toEqual([]);
  });

  test('tries rules that are not saved, in the place of their folder or behind the others', async () => {
    const rules = none(text('subject', 'contains', 'xyz'));
    const behind = await owner.test({ sample, rules });
    expect(behind.sample).toMatchObject({ folder_id: support.id });
    const elsewhere = await owner.test({ sample: { ...sample, sender: 'a@b.example' }, rules });
    expect(elsewhere.sample).toMatchObject({ folder_id: null, is_draft: true });
    const first = await owner.test({ sample, rules, folder_id: appointments.id });
    expect(first.sample).toMatchObject({ folder_id: appointments.id, is_draft: false });
    const none_ = await owner.test({ sample, rules: null, folder_id: support.id });
    expect(none_.sample).toMatchObject({ folder_id: null, is_draft: false });
  });

  test('shows the newest conversations that the caller may read, moves none, and is audited', async () => {
    const elsewhere = await api.superuser`
      insert into call_centres (company_id, name) values (${company.id}, 'Nantes') returning id
    `;
    const nantes = Number(elsewhere[0]?.['id']);
    const hidden = await addConversation(api, company, { subject: 'RDV', callCentreId: nantes });
    const shown = await addConversation(api, company, {
      subject: 'RDV',
      callCentreId: company.callCentreId,
    });
    const { conversations } = await agent.test({ last: 50 });
    const ids = conversations.map(({ id }) => id);
    expect(ids).toContain(shown);
    expect(ids).not.toContain(hidden);
    expect((await owner.test({ last: 50 })).conversations.map(({ id }) => id)).toContain(hidden);
    expect(conversations.find(({ id }) => id === shown)).toMatchObject({
      folder_id: appointments.id,
      current_folder_id: null,
    });
    expect(await folderOf(api, shown)).toEqual({ folderId: null, isManual: false });
    await api.sealFacts();
    const [audited] = await api.superuser`
      select count(*) as count from audit_entries where entry ->> 'operation' = 'inbox_folders.test'
    `;
    expect(Number(audited?.['count'])).toBe(2);
  });
});
