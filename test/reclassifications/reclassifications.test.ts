/**
 * Goal: when rules change, conversations go where the new rules say, except those that a person moved; each
 * move says why, and nothing is done twice. Method: the api in-process, and the activities by hand.
 */
import { afterAll, expect, test } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { RECLASSIFY_PAGE_SIZE } from '../../src/domain/reclassifications/shapes.ts';
import { inCompany } from '../../src/platform/database.ts';
import { reclassifyPage } from '../../src/services/reclassifications/page.ts';
import { reclassificationReconciliation } from '../../src/services/reclassifications/reconcile.ts';
import { refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { addConversation, any, folderOf, foldersAs, text } from '../support/inbox-folders.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const owner = foldersAs(api, company.owner.key);
const activities = createActivities({ ...api.deps, mail: undefined });

const inputOf = (id: string, companyId = company.id) => ({ companyId, reclassificationId: id });
const inOwn = <T>(work: Parameters<typeof inCompany<T>>[2]) =>
  inCompany(api.deps.database, { companyId: company.id, userId: null }, work);
/** As the workflow does. */
const runAll = async (id: string) => {
  let result = await activities.reclassifyConversations(inputOf(id));
  while (!result.isDone) result = await activities.reclassifyConversations(inputOf(id));
  return owner.run(id);
};
const newest = async () => {
  const [run] = await owner.runs();
  if (!run) throw new Error('a run was expected');
  return run;
};
const everything = async () => [
  ...(await api.superuser`
    select id, folder_id, is_folder_manual, folder_rules_version, updated_at
    from conversations order by id
  `),
  ...(await api.superuser`select id from folder_decisions order by id`),
  ...(await api.superuser`select * from reclassifications order by id`),
];
const decisionsOf = async (conversationId: number) => [
  ...(await api.superuser`
    select folder_id, source, decided_by, reason ->> 'value' as value
    from folder_decisions where conversation_id = ${conversationId} order by id
  `),
];
const placeOf = async (id: number) => (await folderOf(api, id)).folderId;

const quotes = await owner.create('Devis', any(text('subject', 'contains', 'devis')));
const bills = await owner.create('Factures', any(text('subject', 'contains', 'facture')));
const both = await addConversation(api, company, { subject: 'Devis et facture' });
const bill = await addConversation(api, company, { subject: 'Facture 12' });
const byHand = await addConversation(api, company, {
  subject: 'Facture 13',
  folderId: quotes.id,
  isManual: true,
});
const otherwise = await addConversation(api, company, { subject: 'Bonjour' });
const foreign = await addConversation(api, otherCompany, { subject: 'Facture' });
await runAll((await newest()).id);

test('rules file the conversations that are there, and leave what a person moved', async () => {
  expect(await placeOf(both)).toBe(quotes.id);
  expect(await placeOf(bill)).toBe(bills.id);
  expect(await folderOf(api, byHand)).toEqual({ folderId: quotes.id, isManual: true });
  expect(await placeOf(otherwise)).toBeNull();
  expect(await placeOf(foreign)).toBeNull();
  expect(await decisionsOf(bill)).toEqual([
    { folder_id: bills.id, source: 'reclassify', decided_by: null, value: 'facture' },
  ]);
  expect(await newest()).toMatchObject({
    status: 'succeeded',
    total_count: 3,
    done_count: 3,
    moved_count: 2,
    may_cancel: false,
  });
});

test('a run over rules that have not changed moves nothing', async () => {
  const { id, workflow_id: workflowId } = await owner.reclassify();
  expect(workflowId).toBe(`reclassify/${id}`);
  const before = await decisionsOf(both);
  expect(await runAll(id)).toMatchObject({ status: 'succeeded', moved_count: 0 });
  expect(await decisionsOf(both)).toEqual(before);
});

test('each activity changes nothing when it runs again', async () => {
  const { id } = await newest();
  const before = await everything();
  const result = await activities.reclassifyConversations(inputOf(id));
  expect(result).toMatchObject({ status: 'succeeded', isDone: true });
  await activities.failReclassification(inputOf(id));
  expect(await activities.failReclassification(inputOf(id, otherCompany.id))).toMatchObject({
    status: 'gone',
    isDone: true,
  });
  expect(await everything()).toEqual(before);
});

test('another order, or switching a folder off, moves conversations', async () => {
  await owner.order([bills.id, quotes.id]);
  expect(await runAll((await newest()).id)).toMatchObject({ moved_count: 1 });
  expect(await placeOf(both)).toBe(bills.id);
  const [first] = await owner.list();
  if (!first) throw new Error('a folder was expected');
  await owner.patch(first, { is_active: false });
  await runAll((await newest()).id);
  expect(await placeOf(both)).toBe(quotes.id);
  expect(await placeOf(bill)).toBeNull();
  const [off] = await owner.list();
  if (!off) throw new Error('a folder was expected');
  await owner.patch(off, { is_active: true });
  await runAll((await newest()).id);
  expect(await placeOf(bill)).toBe(bills.id);
});

test('`reclassify: false`, a new name and the same order start no run', async () => {
  const { id } = await newest();
  const [folder] = await owner.list();
  if (!folder) throw new Error('a folder was expected');
  const renamed = await owner.patch(folder, { name: 'Facturation' });
  const ruled = await owner.patch(renamed, {
    rules: any(text('subject', 'contains', 'facture', 'avoir')),
    reclassify: false,
  });
  await owner.order((await owner.list()).map((one) => one.id));
  expect(ruled.rules_version).toBe(renamed.rules_version + 1);
  expect((await newest()).id).toBe(id);
});

test('a newer run ends the older one, which then does nothing', async () => {
  const older = await owner.reclassify();
  const newer = await owner.reclassify();
  expect(await owner.run(older.id)).toMatchObject({ status: 'superseded', may_cancel: false });
  expect(await activities.reclassifyConversations(inputOf(older.id))).toMatchObject({
    status: 'superseded',
    isDone: true,
    doneCount: 0,
  });
  expect(await runAll(newer.id)).toMatchObject({ status: 'succeeded' });
});

test('a run of one folder looks only at the conversations that are in it', async () => {
  const { id } = await owner.reclassify({ folder_id: quotes.id });
  expect(await runAll(id)).toMatchObject({ folder_id: quotes.id, done_count: 0 });
  const refused = await owner.send('POST', 'reclassifications', { folder_id: 999_999 });
  expect((await refusalOf(refused)).faults).toEqual(['folder_id: no such inbox folder']);
});

test('a cancelled run keeps what it moved and goes no further; an ended one is refused', async () => {
  const { id } = await owner.reclassify();
  const answer = await owner.send('POST', `reclassifications/${id}/cancel`);
  expect(answer.status).toBe(200);
  expect((await owner.send('POST', `reclassifications/${id}/cancel`)).status).toBe(200);
  expect(await activities.reclassifyConversations(inputOf(id))).toMatchObject({
    status: 'cancelled',
    doneCount: 0,
  });
  const done = await owner.reclassify();
  await runAll(done.id);
  const refused = await owner.send('POST', `reclassifications/${done.id}/cancel`);
  expect((await refusalOf(refused)).code).toBe('conflict');
});

test('a run that was killed between two pages continues after the first', async () => {
  const count = RECLASSIFY_PAGE_SIZE + 5;
  await api.superuser`
    with made as (
      insert into conversations (company_id, channel, subject)
      select ${company.id}, 'email', 'Avoir ' || n from generate_series(1, ${count}) as n
      returning id, subject
    )
    insert into messages (company_id, conversation_id, channel, direction, subject, occurred_at)
    select ${company.id}, id, 'email', 'in', subject, now() from made
  `;
  const { id } = await owner.reclassify();
  await inOwn((tx) => reclassifyPage(tx, id));
  const half = await owner.run(id);
  expect(half).toMatchObject({ status: 'running', done_count: RECLASSIFY_PAGE_SIZE });
  // The run is lost: the reconciler asks for it again.
  const isRepaired = await inOwn((tx) =>
    reclassificationReconciliation.reconcile(
      tx,
      { companyId: company.id, id, workflowId: `reclassify/${id}` },
      { state: 'missing', now: new Date() },
    ),
  );
  expect(isRepaired).toBe(true);
  const done = await runAll(id);
  expect(done).toMatchObject({ status: 'succeeded', moved_count: count });
  expect(done.done_count).toBe(done.total_count);
  const [row] = await api.superuser`
    select count(*) as count from folder_decisions
    join conversations on conversations.id = folder_decisions.conversation_id
    where conversations.subject like 'Avoir %'
  `;
  expect(Number(row?.['count'])).toBe(count);
});

test('a run that ended in Temporal without its row fails the row', async () => {
  const { id } = await owner.reclassify();
  await inOwn((tx) =>
    reclassificationReconciliation.reconcile(
      tx,
      { companyId: company.id, id, workflowId: `reclassify/${id}` },
      { state: 'ended', result: null, now: new Date() },
    ),
  );
  expect(await owner.run(id)).toMatchObject({ status: 'failed' });
});

test('the preview counts what would move with rules that are not saved, and moves nothing', async () => {
  const before = await everything();
  const preview = await owner.preview({ rules: any(text('subject', 'contains', 'bonjour')) });
  expect(preview).toMatchObject({
    moved_count: 1,
    moves: [{ from_folder_id: null, to_folder_id: null, is_draft: true, count: 1 }],
    conversations: [
      { id: otherwise, is_draft: true, reason: { value: 'bonjour', excerpt: 'Bonjour' } },
    ],
  });
  const changed = await owner.preview({ folder_id: bills.id, rules: null });
  const moves = changed.moves.map(({ from_folder_id: from, to_folder_id: to }) => [from, to]);
  expect(moves).toContainEqual([bills.id, null]);
  expect(moves).toContainEqual([bills.id, quotes.id]);
  expect((await owner.preview()).moved_count).toBe(0);
  expect(await everything()).toEqual(before);
});

test('the conversations of a deleted folder go to the chosen one, and stay there', async () => {
  const extra = await owner.create('À part', any(text('subject', 'equals', 'bonjour')));
  await runAll((await newest()).id);
  expect(await placeOf(otherwise)).toBe(extra.id);
  const unknown = await owner.send('DELETE', `folders/${extra.id}?move_to=${extra.id}`);
  expect((await refusalOf(unknown)).faults).toEqual(['move_to: no such inbox folder']);
  const answer = await owner.send('DELETE', `folders/${extra.id}?move_to=${quotes.id}`);
  expect(answer.status).toBe(204);
  const run = await newest();
  expect(run).toMatchObject({
    folder_id: extra.id,
    target_folder_id: quotes.id,
    may_cancel: false,
  });
  const refused = await owner.send('POST', `reclassifications/${run.id}/cancel`);
  expect((await refusalOf(refused)).code).toBe('conflict');
  // A later run over all conversations does not take its place.
  await owner.reclassify();
  await runAll(run.id);
  expect(await folderOf(api, otherwise)).toEqual({ folderId: quotes.id, isManual: true });
  expect((await decisionsOf(otherwise)).at(-1)).toMatchObject({
    source: 'person',
    decided_by: company.owner.id,
  });
});

test('without a chosen folder, the rules of the others decide, also for what was moved by hand', async () => {
  expect((await owner.send('DELETE', `folders/${quotes.id}`)).status).toBe(204);
  await runAll((await newest()).id);
  expect(await folderOf(api, byHand)).toEqual({ folderId: bills.id, isManual: false });
  expect(await folderOf(api, otherwise)).toEqual({ folderId: null, isManual: false });
});
