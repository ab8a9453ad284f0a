/**
 * Goal: documents become articles, each once, with the reason for those that do not. Method: the api in-process, and the
 * activities by hand.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { HISTORY_RETENTION_DAYS } from '../../src/domain/shared/retention.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import {
  KnowledgeArticleSummaryOut,
  KnowledgeImportOut,
  KnowledgeImportStartedOut,
} from '../../src/domain/knowledge/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { listExpiredDocuments } from '../../src/queries/knowledge/imports.ts';
import { purgeKnowledgeFile } from '../../src/services/knowledge/files.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { docxOf, pdfOf, zipOf } from '../support/documents.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { key } = company.supervisor;
const activities = createActivities({ ...api.deps, mail: undefined });
const otherWorker = createActivities({ ...api.deps, mail: undefined });

beforeEach(async () => {
  await sql`delete from knowledge_import_documents`;
  await sql`delete from knowledge_imports`;
  await sql`delete from knowledge_passages`;
  await sql`delete from knowledge_articles`;
});

const PATH = '/inbox/knowledge/imports';
type Content = string | Uint8Array;
const upload = (files: Record<string, Content>, as = key, collection?: string) => {
  const body = new FormData();
  if (collection !== undefined) body.append('collection', collection);
  for (const [name, content] of Object.entries(files)) {
    body.append('file', new Blob([Uint8Array.from(Buffer.from(content))]), name);
  }
  return api.app.request(PATH, {
    method: 'POST',
    body,
    headers: { Authorization: `Bearer ${as}`, 'X-Forwarded-For': '203.0.113.1' },
  });
};
const started = async (files: Record<string, Content>) =>
  (await answerOf(await upload(files), 202, KnowledgeImportStartedOut)).id;
const read = async (id: string) =>
  answerOf(await api.request(`${PATH}/${id}`, { key }), 200, KnowledgeImportOut);
const inputOf = (importId: string) => ({ companyId: company.id, importId });
/** As the workflow does. */
const run = async (importId: string) => {
  for (;;) {
    const result = await activities.importKnowledgeDocument(inputOf(importId));
    if ('isDone' in result && result.isDone) break;
  }
  return read(importId);
};
const imported = async (files: Record<string, Content>) => run(await started(files));
const articles = async () =>
  (
    await answerOf(
      await api.request('/inbox/knowledge/articles', { key }),
      200,
      pageOf(KnowledgeArticleSummaryOut),
    )
  ).data;

const BODY = '<w:p><w:r><w:t>Les retours sont gratuits.</w:t></w:r></w:p>';

test('documents of each type become one article each, found at once', async () => {
  const { status, documents } = await imported({
    'annulation.md': '# Annuler\n\nGratuit dix jours avant.',
    'prix_2026.txt': 'Deux cents euros.',
    'Horaires d’été.pdf': pdfOf(['De neuf heures à midi']),
    'retours.docx': docxOf(BODY),
  });
  expect(status).toBe('succeeded');
  expect(documents.map((document) => document.status)).toEqual(Array(4).fill('imported'));
  expect((await articles()).map(({ title, source_name: source }) => [title, source])).toEqual([
    ['retours', 'retours.docx'],
    ['Horaires d’été', 'Horaires d’été.pdf'],
    ['prix 2026', 'prix_2026.txt'],
    ['Annuler', 'annulation.md'],
  ]);
  const found = await api.request('/inbox/knowledge/search', {
    key,
    body: { question: 'un retour gratuit ?' },
  });
  expect(await found.json()).toMatchObject({
    passages: [{ article_title: 'retours' }, { article_title: 'Annuler' }],
  });
});

test('a document may be in both collections, once in each, and is found there only', async () => {
  const files = { 'code.md': '# Capital\n\nLe capital est libre.' };
  const into = async (collection: string) =>
    run((await answerOf(await upload(files, key, collection), 202, KnowledgeImportStartedOut)).id);
  const statusOf = async (collection: string) => {
    const { documents, collection: shown } = await into(collection);
    expect(shown).toBe(collection);
    return documents[0]?.status;
  };
  expect(await statusOf('references')).toBe('imported');
  expect(await articles()).toEqual([]);
  expect(await statusOf('references')).toBe('unchanged');
  expect(await statusOf('knowledge')).toBe('imported');
  expect(await articles()).toHaveLength(1);
  const lists = await Promise.all(
    ['', '?collection=references'].map(async (query) =>
      pageOf(KnowledgeImportOut).parse(
        await (await api.request(`${PATH}${query}`, { key })).json(),
      ),
    ),
  );
  expect(lists.map(({ data }) => data.length)).toEqual([1, 2]);
  expect((await upload(files, key, 'elsewhere')).status).toBe(422);
});

test('a document that can not be read has its reason, and the others become articles', async () => {
  const { status, documents } = await imported({
    'page.pdf': '<html><body>Bonjour</body></html>',
    'casse.pdf': '%PDF-1.7 rien',
    'bombe.docx': zipOf({ 'word/document.xml': Buffer.alloc(64 * 1024 * 1024, ' ') }),
    'vide.txt': ' ',
    'bon.md': 'Bonjour',
  });
  expect(status).toBe('succeeded');
  expect(documents.map((one) => [one.file_name, one.status, one.error_code])).toEqual([
    ['page.pdf', 'failed', 'unsupported_type'],
    ['casse.pdf', 'failed', 'unreadable'],
    ['bombe.docx', 'failed', 'too_large'],
    ['vide.txt', 'failed', 'no_text'],
    ['bon.md', 'imported', null],
  ]);
  expect(await articles()).toHaveLength(1);
});

describe('a document', () => {
  test('becomes one article, though two workers run the activity at once and one again', async () => {
    const id = await started({ 'a.md': 'Bonjour' });
    await Promise.all(
      [activities, otherWorker].map((worker) => worker.importKnowledgeDocument(inputOf(id))),
    );
    expect(await activities.importKnowledgeDocument(inputOf(id))).toEqual({
      status: 'succeeded',
      isDone: true,
      settledCount: 1,
      documentCount: 1,
    });
    expect(await articles()).toHaveLength(1);
  });

  test('that was imported before is unchanged, until its article is deleted', async () => {
    await imported({ 'a.md': 'Bonjour' });
    const [article] = await articles();
    const { documents } = await imported({ 'autre nom.md': 'Bonjour', 'b.md': 'Bonsoir' });
    expect(documents).toMatchObject([
      { status: 'unchanged', article_id: article?.id },
      { status: 'imported' },
    ]);
    await api.request(`/inbox/knowledge/articles/${article?.id}`, { key, method: 'DELETE' });
    expect((await imported({ 'a.md': 'Bonjour' })).documents).toMatchObject([
      { status: 'imported' },
    ]);
    expect(await articles()).toHaveLength(2);
  });

  test('whose file is gone fails, and is not tried for ever', async () => {
    const id = await started({ 'a.md': `Bonjour ${Math.random()}` });
    const [row] =
      await sql`select file_hash from knowledge_import_documents where import_id = ${id}`;
    await api.deps.files.remove({ companyId: company.id, sha256: String(row?.['file_hash']) });
    expect((await run(id)).documents).toMatchObject([
      { status: 'failed', error_code: 'file_gone' },
    ]);
  });
});

test('a cancelled import keeps its articles and makes no more', async () => {
  const id = await started({ 'a.md': 'Un', 'b.md': 'Deux' });
  await activities.importKnowledgeDocument(inputOf(id));
  const cancel = () => api.request(`${PATH}/${id}/cancel`, { key, method: 'POST' });
  expect((await cancel()).status).toBe(200);
  expect((await cancel()).status).toBe(200);
  const result = await activities.importKnowledgeDocument(inputOf(id));
  expect(result).toMatchObject({ status: 'cancelled', isDone: true });
  expect((await read(id)).documents.map(({ status }) => status)).toEqual(['imported', 'cancelled']);
  expect(await articles()).toHaveLength(1);
  const done = await imported({ 'c.md': 'Trois' });
  expect((await api.request(`${PATH}/${done.id}/cancel`, { key, method: 'POST' })).status).toBe(
    409,
  );
});

test('an import whose run can not go on fails, and says so once', async () => {
  const id = await started({ 'a.md': 'Un', 'b.md': 'Deux' });
  await activities.importKnowledgeDocument(inputOf(id));
  await activities.failKnowledgeImport(inputOf(id));
  const failed = await read(id);
  expect(failed).toMatchObject({
    status: 'failed',
    error_code: 'run_ended',
    documents: [{ status: 'imported' }, { status: 'cancelled' }],
  });
  await activities.failKnowledgeImport(inputOf(id));
  expect(await read(id)).toEqual(failed);
});

test('whoever started an import is told how it ended, once, and nobody else', async () => {
  const told = async (as: string) => {
    const answer = await api.request('/api/v1/notifications?limit=5', { key: as });
    const { data } = await answerOf(answer, 200, pageOf(NotificationOut));
    return data.filter(({ type }) => type === 'KNOWLEDGE_IMPORT_ENDED');
  };
  await sql`delete from notifications`;
  const { id } = await imported({ 'a.md': 'Un', 'b.md': 'Deux', 'c.pdf': '%PDF-1.4 abîmé' });
  await activities.importKnowledgeDocument(inputOf(id));
  await activities.failKnowledgeImport(inputOf(id));
  expect(await told(key)).toMatchObject([
    {
      level: 'success',
      titre: 'Import de documents terminé',
      message: '2 importés, 0 déjà présent, 1 refusé',
      knowledge_import_id: id,
    },
  ]);
  expect(await told(company.owner.key)).toEqual([]);
  const stopped = await started({ 'd.md': 'Trois' });
  await activities.failKnowledgeImport(inputOf(stopped));
  expect(await told(key)).toMatchObject([
    { level: 'error', titre: 'Import de documents interrompu', knowledge_import_id: stopped },
    { knowledge_import_id: id },
  ]);
});

test('uploads are limited: open imports, agents, no file at all', async () => {
  expect((await upload({ 'a.md': 'A' }, company.agents[0].key)).status).toBe(403);
  expect((await upload({})).status).toBe(422);
  for (const name of ['a.md', 'b.md', 'c.md']) await started({ [name]: name });
  expect((await upload({ 'd.md': 'D' })).status).toBe(409);
});

test('the file of an ended import is removed some time later, unless it is used elsewhere', async () => {
  const text = `Bonjour ${Math.random()}`;
  const { id } = await imported({ 'a.md': text });
  const again = await started({ 'a.md': text });
  const expired = () =>
    listExpiredDocuments(api.database, { retentionDays: HISTORY_RETENTION_DAYS, limit: 10 });
  expect(await expired()).toEqual([]);
  const age = (importId: string) => sql`
    update knowledge_import_documents set updated_at = now() - interval '31 days'
    where import_id = ${importId}
  `;
  await age(id);
  await age(again);
  const [mine, ...others] = await expired();
  expect(others).toEqual([]);
  if (mine === undefined) throw new Error('the document of the ended import expires');
  const [row] = await sql`select file_hash from knowledge_import_documents where import_id = ${id}`;
  const file = { companyId: company.id, sha256: String(row?.['file_hash']) };
  await purgeKnowledgeFile(api.deps, mine);
  expect(await api.deps.files.has(file)).toBe(true);
  expect(await expired()).toEqual([]);
  await run(again);
  await age(again);
  for (const one of await expired()) await purgeKnowledgeFile(api.deps, one);
  expect(await api.deps.files.has(file)).toBe(false);
  expect(await articles()).toHaveLength(1);
});
