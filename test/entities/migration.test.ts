/**
 * Goal: a database with references in another Unicode form is converted, or left as it is with a message
 * that names the records. Method: the first part of the migration on real Postgres, as its owner.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { connect } from '../../src/platform/database.ts';
import { createAction } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';

const api = await startTestApi();
const ownerDatabase = connect(api.databases.ownerUrl, 1);
afterAll(async () => {
  await ownerDatabase.end();
  await api.stop();
});

const NFC = 'Élève-Zoé';
const NFD = NFC.normalize('NFD');

const text = await readFile('db/migrations/0015_references_and_phones.sql', 'utf8');
const [conversion = ''] = text.split('-- As before, and in NFC');
const convert = () => ownerDatabase.begin((sql) => sql.unsafe(conversion));

const insert = async (ref: string): Promise<number> => {
  const [row] = await api.superuser`
    insert into entities (company_id, type, ref, data)
    values (${api.company.id}, 'candidat', ${ref}, '{}')
    returning id
  `;
  return Number(row?.['id']);
};

beforeEach(async () => {
  await api.superuser`truncate entities cascade`;
  await api.superuser`alter table entities drop constraint entities_ref_nfc`;
});

test('references of records and of their actions are converted', async () => {
  const other = await insert('DUMI15091992');
  const id = await insert(NFC);
  const action = await createAction(api, api.company.owner, { entiteId: NFC });
  await api.superuser`update entities set ref = ${NFD} where id = ${id}`;
  await api.superuser`update actions set entite_id = ${NFD}`;
  await convert();
  const entities = await api.superuser`select id, ref from entities order by id`;
  expect([...entities]).toEqual([
    { id: other, ref: 'DUMI15091992' },
    { id, ref: NFC },
  ]);
  const actions = await api.superuser`select id, entite_id from actions`;
  expect([...actions]).toEqual([{ id: action.id, entite_id: NFC }]);
  await expect(insert(NFD)).rejects.toThrow('entities_ref_nfc');
});

test('two records that would have one reference are named, and nothing is changed', async () => {
  const ids = [await insert(NFC), await insert(NFD)];
  await expect(convert()).rejects.toThrow(
    `company ${api.company.id}, candidat: ids ${ids.join(', ')}`,
  );
  const refs = await api.superuser`select ref from entities order by id`;
  expect(refs.map((row) => row['ref'] as string)).toEqual([NFC, NFD]);
  await api.superuser`delete from entities`;
  await convert();
});
