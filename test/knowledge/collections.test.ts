/**
 * Goal: the library of references and what answers draw on are apart: in lists, in what a question finds, and in how it is
 * found. Method: the whole api in-process; the services where a mail is answered.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  KnowledgeArticleOut,
  KnowledgeArticleSummaryOut,
  KnowledgeSearchOut,
} from '../../src/domain/knowledge/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { inCompany } from '../../src/platform/database.ts';
import { findSources } from '../../src/services/writing-help.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertThread } from '../support/conversation-summaries.ts';
import { faultsOf } from '../support/mailbox-calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { key } = company.supervisor;

beforeEach(async () => {
  await sql`delete from knowledge_passages`;
  await sql`delete from knowledge_words`;
  await sql`delete from knowledge_articles`;
});

const PATH = '/inbox/knowledge/articles';
const write = async (title: string, text: string, fields: object = {}) =>
  answerOf(
    await api.request(PATH, { key, body: { title, text, ...fields } }),
    201,
    KnowledgeArticleOut,
  );
const list = async (query = '') =>
  (
    await answerOf(
      await api.request(`${PATH}${query}`, { key }),
      200,
      pageOf(KnowledgeArticleSummaryOut),
    )
  ).data.map(({ title }) => title);
const ask = async (question: string, fields: object = {}) =>
  (
    await answerOf(
      await api.request('/inbox/knowledge/search', { key, body: { question, ...fields } }),
      200,
      KnowledgeSearchOut,
    )
  ).passages;
const REFERENCES = { collection: 'references' };

describe('an article', () => {
  test('is of the knowledge base unless it says otherwise, and is listed there', async () => {
    expect(await write('Tarifs', 'Un stage coûte cent euros.')).toMatchObject({
      collection: 'knowledge',
    });
    expect(await write('Code', 'Le capital est libre.', REFERENCES)).toMatchObject(REFERENCES);
    expect(await list()).toEqual(['Tarifs']);
    expect(await list('?collection=knowledge')).toEqual(['Tarifs']);
    expect(await list('?collection=references')).toEqual(['Code']);
    const answer = await api.request(`${PATH}?collection=other`, { key });
    expect(await faultsOf(answer)).toEqual(['collection: not_one_of']);
  });

  test('stays in its collection', async () => {
    const { id, version } = await write('Code', 'Le capital est libre.', REFERENCES);
    const patch = (body: object) =>
      api.request(`${PATH}/${id}`, { key, method: 'PATCH', body: { version, ...body } });
    expect(await faultsOf(await patch({ collection: 'knowledge' }))).toEqual([
      'collection: unknown_field',
    ]);
    expect((await patch({ text: 'Le capital des sociétés est libre.' })).status).toBe(200);
    expect(await ask('capital')).toEqual([]);
    expect(await ask('capital', REFERENCES)).toHaveLength(1);
  });
});

describe('a question', () => {
  test('finds what is in its collection only', async () => {
    await write('Annuler', 'Une annulation est gratuite.');
    await write('Code', 'Une annulation du contrat est écrite.', REFERENCES);
    expect((await ask('annulation')).map((found) => found.article_title)).toEqual(['Annuler']);
    expect((await ask('annulation', REFERENCES)).map((found) => found.article_title)).toEqual([
      'Code',
    ]);
  });

  test('is scored the same whatever is in the other collection', async () => {
    await write('Annuler', 'Une annulation est gratuite dix jours avant le stage.');
    await write('Horaires', 'Le stage commence à neuf heures.');
    const question = 'annuler un stage';
    const before = await ask(question);
    for (let count = 0; count < 20; count += 1) {
      await write(`Article ${count}`, `L’annulation du stage numéro ${count}.`, REFERENCES);
    }
    expect(await ask(question)).toEqual(before);
  });

  test('that is mistyped is compared with the words of its collection only', async () => {
    await write('Code', 'La prescription est de trois ans.', REFERENCES);
    await write('Avis', 'La proscription est levée.');
    expect(await ask('prescrption', REFERENCES)).toMatchObject([{ article_title: 'Code' }]);
    expect((await ask('prescrption')).map((found) => found.article_title)).not.toContain('Code');
  });
});

test('an answer to a mail does not read the library', async () => {
  await write('Code', 'Une annulation du contrat est écrite.', REFERENCES);
  const { id } = await insertThread(api, ['Comment se passe une annulation ?']);
  const sources = () =>
    inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
      findSources(tx, {
        conversationId: id,
        instruction: null,
        usesKnowledge: true,
        now: new Date(),
      }),
    );
  expect((await sources()).passages).toEqual([]);
  await write('Annuler', 'Une annulation est gratuite.');
  expect((await sources()).passages.map((found) => found.article_title)).toEqual(['Annuler']);
});
