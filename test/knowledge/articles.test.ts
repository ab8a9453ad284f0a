/**
 * Goal: a question finds the right passage of the company's own valid articles, and nobody else's. Method: the whole api
 * in-process on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { PASSAGE_COUNT_MAX } from '../../src/domain/knowledge/passages.ts';
import {
  KnowledgeArticleOut,
  KnowledgeArticleSummaryOut,
  KnowledgeSearchOut,
} from '../../src/domain/knowledge/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany, superuser: sql } = api;
const { key } = company.supervisor;
const [anatole] = company.agents;

beforeEach(async () => {
  await sql`delete from knowledge_passages`;
  await sql`delete from knowledge_words`;
  await sql`delete from knowledge_articles`;
});

const PATH = '/inbox/knowledge/articles';
const send = (body: object, as = key) => api.request(PATH, { key: as, body });
const written = async (title: string, text: string, fields: object = {}, as = key) =>
  answerOf(await send({ title, text, ...fields }, as), 201, KnowledgeArticleOut);
const patch = (id: number, body: object) =>
  api.request(`${PATH}/${id}`, { key, method: 'PATCH', body });
const changed = async (id: number, body: object) =>
  answerOf(await patch(id, body), 200, KnowledgeArticleOut);
const ask = async (question: string, as = anatole.key) =>
  (
    await answerOf(
      await api.request('/inbox/knowledge/search', { key: as, body: { question } }),
      200,
      KnowledgeSearchOut,
    )
  ).passages;
const titlesFor = async (question: string, as?: string) =>
  (await ask(question, as)).map((passage) => passage.article_title);
const listed = async (query = '', as = anatole.key) =>
  answerOf(
    await api.request(`${PATH}${query}`, { key: as }),
    200,
    pageOf(KnowledgeArticleSummaryOut),
  );
const titlesOf = ({ data }: { data: z.infer<typeof KnowledgeArticleSummaryOut>[] }) =>
  data.map(({ title }) => title);

const daysFromNow = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

/** Others that share words with what is asked. */
const writeOthers = async () => {
  await written(
    'Horaires',
    'Le centre est ouvert du lundi au vendredi, de neuf à dix-huit heures.',
  );
  await written('Parking', 'Trente places sont réservées aux stagiaires derrière le bâtiment.');
  await written('Examens', 'Les candidats présentent une pièce d’identité le jour de l’examen.');
};

describe('a question', () => {
  test('finds a passage by other inflections, and without accents', async () => {
    await writeOthers();
    await written('Annulations', 'Une inscription annulée avant le début du stage est remboursée.');
    for (const question of [
      'Peut-on annuler et être remboursé ?',
      'PEUT ON ANNULER LES INSCRIPTIONS',
      'remboursements des stages annules',
      'mes inscriptions sont annulees',
    ]) {
      expect((await titlesFor(question))[0], question).toBe('Annulations');
    }
  });

  test('finds it by another word for the same thing', async () => {
    await writeOthers();
    await written('Tarifs', 'Le prix d’une journée est de deux cents euros.');
    expect((await titlesFor('Combien coûte une formation ?'))[0]).toBe('Tarifs');
  });

  test('with a typing error finds it by similar words', async () => {
    await writeOthers();
    await written('Vue', 'Les lunettes sont prises en charge tous les deux ans.');
    expect((await titlesFor('lunetes'))[0]).toBe('Vue');
    expect((await titlesFor('prise en charge des lunnettes'))[0]).toBe('Vue');
    expect(await titlesFor('xyzzyx')).toEqual([]);
  });

  test('finds the passage below the heading, whose title counts too', async () => {
    await writeOthers();
    const text = '# Livraison\n\n## Délais\n\nDeux jours.\n\n## Prix\n\nDix euros.';
    const { id } = await written('La Corse', text);
    const [best] = await ask('Quel délai pour la Corse ?');
    expect(best).toMatchObject({
      article_id: id,
      article_title: 'La Corse',
      heading: 'Livraison › Délais',
      text: 'Deux jours.',
    });
    expect(best?.score).toBeGreaterThan(0);
    expect(best?.score).toBeLessThanOrEqual(1);
  });

  test('of nothing but small words finds nothing, and hostile ones are words', async () => {
    await writeOthers();
    for (const question of ['est-ce que je peux ?', '?', "' | & ! <-> :*", '\\', '🙂']) {
      expect(await ask(question), question).toEqual([]);
    }
    expect(await titlesFor("' | parking:* & !(")).toEqual(['Parking']);
    expect((await ask('parking '.repeat(200).slice(0, 1_500)))[0]).toBeDefined();
  });

  test('finds at most eight passages, best first', async () => {
    for (let n = 0; n < 12; n += 1)
      await written(`Article ${n}`, `Le badge numéro ${n} ouvre la porte.`);
    const scores = (await ask('badge de la porte')).map(({ score }) => score);
    expect(scores).toHaveLength(8);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('is answered without articles that are inactive, over, not begun or deleted', async () => {
    const text = 'La piscine ferme à minuit.';
    await written('Inactif', text, { is_active: false });
    await written('Passé', text, { valid_until: daysFromNow(-1) });
    await written('Futur', text, { valid_from: daysFromNow(1) });
    const gone = await written('Supprimé', text);
    expect((await api.request(`${PATH}/${gone.id}`, { key, method: 'DELETE' })).status).toBe(204);
    expect(await titlesFor('piscine')).toEqual([]);
    await written('Valable', text, { valid_from: daysFromNow(0), valid_until: daysFromNow(0) });
    expect(await titlesFor('piscine')).toEqual(['Valable']);
  });

  test('is never answered by another company, nor by its words', async () => {
    await written('À nous', 'Le mot de la maison est saperlipopette.');
    expect(await titlesFor('saperlipopette', otherCompany.owner.key)).toEqual([]);
    expect(await titlesFor('saperlipopete', otherCompany.owner.key)).toEqual([]);
    await written('À eux', 'Rien de tel ici.', {}, otherCompany.supervisor.key);
    expect(await titlesFor('saperlipopette', otherCompany.owner.key)).toEqual([]);
    expect(await titlesFor('saperlipopette')).toEqual(['À nous']);
  });

  test('is not in the audit trail; the passages are', async () => {
    await written('Secret', 'La clé est sous le pot.');
    const [found] = await ask('où est la clé de madame Dumitru');
    await api.sealFacts();
    const [row] = await sql`
      select entry from audit_entries
      where company_id = ${company.id} and entry ->> 'operation' = 'knowledge.search'
      order by sequence desc limit 1
    `;
    expect(JSON.stringify(row)).not.toContain('Dumitru');
    expect(row?.['entry']).toMatchObject({ after: { passage_ids: [found?.id] } });
  });
});

describe('an article', () => {
  test('is changed by its version, with its passages in the same moment', async () => {
    const { id } = await written('Piscine', 'Elle ferme à minuit.');
    await changed(id, { version: 1, text: 'Elle ouvre à midi.' });
    expect((await ask('Quand ouvre la piscine ?'))[0]?.text).toBe('Elle ouvre à midi.');
    expect(await ask('minuit')).toEqual([]);
    expect((await patch(id, { version: 1, title: 'Autre' })).status).toBe(409);
    await changed(id, { version: 2, is_active: false });
    expect(await ask('piscine')).toEqual([]);
  });

  test('keeps the ids of the passages that stay the same', async () => {
    const text =
      '# B\n\nLe sauna est froid.\n\n# A\n\nLa piscine est chaude.\n\n# B\n\nLe sauna est froid.';
    const { id, passage_count: count } = await written('Bains', text);
    expect(count).toBe(3);
    const ids = async () =>
      (
        await sql`select id, heading from knowledge_passages where article_id = ${id} order by position`
      ).map((row) => [row['heading'], row['id']]);
    const before = await ids();
    await changed(id, { version: 1, title: 'Thermes', text: `# C\n\nNouveau.\n\n${text}` });
    expect((await ids()).slice(1)).toEqual(before);
    expect((await titlesFor('thermes piscine'))[0]).toBe('Thermes');
    await changed(id, { version: 2, text: '# B\n\nLe sauna est froid.' });
    expect(await ids()).toEqual([before[0]]);
  });

  test('is written by supervisors, read by agents', async () => {
    expect((await send({ title: 'A', text: 'B' }, anatole.key)).status).toBe(403);
    const { id } = await written('A', 'B', { tags: [' Été ', 'été', 'prix'] });
    const answer = await api.request(`${PATH}/${id}`, { key: anatole.key });
    expect(await answerOf(answer, 200, KnowledgeArticleOut)).toMatchObject({
      text: 'B',
      tags: ['été', 'prix'],
      is_usable: true,
      version: 1,
    });
  });

  test('is refused with a period that ends before it begins, also in a change', async () => {
    const period = { valid_from: '2026-02-01', valid_until: '2026-01-31' };
    expect((await refusalOf(await send({ title: 'A', text: 'B', ...period }))).faults).toEqual([
      'valid_until: expected an instant after valid_from',
    ]);
    const { id } = await written('A', 'B', { valid_from: '2026-02-01' });
    expect((await patch(id, { version: 1, valid_until: '2026-01-31' })).status).toBe(422);
    expect((await send({ title: 'A', text: 'B', valid_from: '2026-02-30' })).status).toBe(422);
  });

  test('of the greatest length is cut and found', async () => {
    const text = `${'# T\n\nx\n\n'.repeat(20_000)}La fin parle de topinambours.`;
    const { passage_count: count } = await written('Long', text);
    expect(count).toBeLessThanOrEqual(PASSAGE_COUNT_MAX);
    expect(await titlesFor('topinambour')).toEqual(['Long']);
    expect((await send({ title: 'A', text: 'x'.repeat(200_001) })).status).toBe(422);
  });
});

test('articles are listed by words, tag and state, and paged', async () => {
  await written('Été', 'Ouvert', { tags: ['saison'] });
  await written('Hiver', 'Fermé', { is_active: false, tags: ['saison', 'neige'] });
  await written('Tarifs', 'Dix euros', { valid_until: daysFromNow(-1) });
  expect(titlesOf(await listed())).toEqual(['Tarifs', 'Hiver', 'Été']);
  expect(titlesOf(await listed('?q=ete'))).toEqual(['Été']);
  expect(titlesOf(await listed('?q=neige'))).toEqual(['Hiver']);
  expect(titlesOf(await listed('?tag=saison'))).toEqual(['Hiver', 'Été']);
  expect(titlesOf(await listed('?state=usable'))).toEqual(['Été']);
  expect(titlesOf(await listed('?state=not_usable'))).toEqual(['Tarifs', 'Hiver']);
  const first = await listed('?limit=2');
  expect(titlesOf(await listed(`?limit=2&cursor=${first.next_cursor}`))).toEqual(['Été']);
});
