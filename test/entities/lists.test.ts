/**
 * Goal: lists of records in every order, with several statuses, and counted. Method: the whole api in-process on
 * real Postgres; each order is read in pages of two while rows share keys.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { ListCountOut, pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, createEntity } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let key: string;

const RECORDS: readonly [ref: string, data: object][] = [
  ['C-3', { prenom: 'Élodie', nom: 'Martin', statutDossier: 'COMPLET' }],
  ['C-1', { prenom: 'zoé', nom: 'Petit' }],
  ['C-5', { prenom: 'Anne', nom: 'Roux', statutDossier: 'A_RELANCER' }],
  ['C-2', { prenom: 'Élodie', nom: 'Martin', statutDossier: 'COMPLET' }],
  ['C-4', { titre: 'Bilan' }],
];

beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.agents[0]);
  for (const [ref, data] of RECORDS) await createEntity(api, key, { type: 'candidat', ref, data });
  const version = { version: 1, data: { note: 'changée en dernier' } };
  await api.request('/api/v1/entities/candidat/C-1', { method: 'PATCH', key, body: version });
});
afterAll(() => api.stop());

const page = async (query: string) =>
  answerOf(
    await api.request(`/api/v1/entities/candidat?${query}`, { key }),
    200,
    pageOf(EntityOut),
  );

/** Every reference, read in pages of two. */
const readAll = async (query: string): Promise<string[]> => {
  const refs: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`;
    const found: Awaited<ReturnType<typeof page>> = await page(`${query}&limit=2${after}`);
    refs.push(...found.data.map(({ ref }) => ref));
    cursor = found.next_cursor;
  }
  return refs;
};

describe('GET /api/v1/entities/{type}', () => {
  test.each([
    ['-created_at', ['C-4', 'C-2', 'C-5', 'C-1', 'C-3']],
    ['created_at', ['C-3', 'C-1', 'C-5', 'C-2', 'C-4']],
    ['ref', ['C-1', 'C-2', 'C-3', 'C-4', 'C-5']],
    ['-ref', ['C-5', 'C-4', 'C-3', 'C-2', 'C-1']],
    ['label', ['C-5', 'C-4', 'C-3', 'C-2', 'C-1']],
    ['-label', ['C-1', 'C-2', 'C-3', 'C-4', 'C-5']],
    ['-updated_at', ['C-1', 'C-4', 'C-2', 'C-5', 'C-3']],
    ['updated_at', ['C-3', 'C-5', 'C-2', 'C-4', 'C-1']],
    ['statut_dossier', ['C-1', 'C-4', 'C-5', 'C-3', 'C-2']],
    ['-statut_dossier', ['C-2', 'C-3', 'C-5', 'C-4', 'C-1']],
  ])('sorted by %s shows each record once', async (sort, refs) => {
    expect(await readAll(`sort=${sort}`)).toEqual(refs);
  });

  test('finds records with one of several statuses', async () => {
    expect(await readAll('statut_dossier=COMPLET,A_RELANCER&sort=ref')).toEqual([
      'C-2',
      'C-3',
      'C-5',
    ]);
  });

  test('goes on where a page ended although records were added before it', async () => {
    const first = await page('sort=label&limit=2');
    await createEntity(api, key, { type: 'candidat', ref: 'C-0', data: { titre: 'Accueil' } });
    const second = await page(`sort=label&limit=2&cursor=${first.next_cursor}`);
    expect(second.data.map(({ ref }) => ref)).toEqual(['C-3', 'C-2']);
    await api.superuser`delete from entities where ref = 'C-0'`;
  });

  test('refuses a cursor of another sort', async () => {
    const { next_cursor: cursor } = await page('sort=label&limit=2');
    const answer = await api.request(`/api/v1/entities/candidat?sort=updated_at&cursor=${cursor}`, {
      key,
    });
    expect(answer.status).toBe(422);
  });
});

describe('GET /api/v1/entity-counts/{type}', () => {
  test.each([
    ['', 5],
    ['?statut_dossier=COMPLET,A_RELANCER', 3],
    ['?q=martin', 2],
    ['?q=martin&statut_dossier=A_RELANCER', 0],
  ])('counts what the list with the filters "%s" shows', async (query, count) => {
    const answer = await api.request(`/api/v1/entity-counts/candidat${query}`, { key });
    expect(await answerOf(answer, 200, ListCountOut)).toEqual({ count, is_capped: false });
  });

  test('counts the records of the own company only', async () => {
    const stranger = api.otherCompany.owner.key;
    const answer = await api.request('/api/v1/entity-counts/candidat', { key: stranger });
    expect(await answerOf(answer, 200, ListCountOut)).toEqual({ count: 0, is_capped: false });
  });
});
