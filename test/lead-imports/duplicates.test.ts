/**
 * Goal: a row whose e-mail address or telephone number is that of a lead is counted, and left out or
 * imported as its user chose. Method: the api in-process, and the activities by hand.
 */
import { afterAll, expect, test } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { startTestApi, type TestCompany } from '../support/api.ts';
import { addCentre } from '../support/leads.ts';
import { importsAs, type ShownImport } from '../support/lead-imports.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const asOwner = importsAs(api, company.owner.key);
const activities = createActivities({ ...api.deps, mail: undefined });

const fileOf = (...rows: string[]): string => ['Nom;E-mail;Téléphone;Note', ...rows].join('\r\n');
const importAll = async (
  content: string,
  mapping: object = {},
  { id: companyId, owner }: TestCompany = company,
): Promise<ShownImport> => {
  const imports = importsAs(api, owner.key);
  const { id } = await imports.started(content, mapping);
  const input = { companyId, importId: id };
  let result = await activities.countLeadImportRows(input);
  while (!result.isDone) result = await activities.importLeadRows(input);
  return imports.read(id);
};
const namesOf = async (importId: string): Promise<string[]> => {
  const rows =
    await api.superuser`select name from leads where import_id = ${importId} order by id`;
  return rows.map((row) => String(row['name']));
};
const addLead = (body: object) => api.request('/api/leads', { key: company.owner.key, body });

test('a row with the address or the number of a lead is left out and counted, in whatever form', async () => {
  await addLead({ name: 'Zoé', email: 'Zoe.Roy@Example.com', phone: '06 31 00 00 01' });
  const done = await importAll(
    fileOf(
      'Zoé Roy;ZOE.ROY@EXAMPLE.COM;;',
      'Mme Roy;autre@example.com;+33 6 31 00 00 01;',
      'M. Roy;;0033 6.31.00.00.01;',
      'Paul;paul@example.com;06 31 00 00 02;',
    ),
  );
  expect(done).toMatchObject({
    status: 'succeeded',
    duplicates: 'ignore',
    created_count: 1,
    duplicate_count: 3,
    unchanged_count: 0,
    error_count: 0,
    done_count: 4,
  });
  expect(await namesOf(done.id)).toEqual(['Paul']);
});

test('the same file creates what was left out, once, if its user chooses so', async () => {
  await addLead({ email: 'ines@example.com' });
  const content = fileOf('Inès;ines@example.com;;', 'Ali;ali@example.com;;');
  expect(await importAll(content)).toMatchObject({ created_count: 1, duplicate_count: 1 });
  const choice = { duplicates: 'create' };
  const second = await importAll(content, choice);
  expect(second).toMatchObject({
    duplicates: 'create',
    created_count: 1,
    duplicate_count: 1,
    unchanged_count: 1,
  });
  expect(await namesOf(second.id)).toEqual(['Inès']);
  for (const again of [{}, choice]) {
    expect(await importAll(content, again)).toMatchObject({
      created_count: 0,
      duplicate_count: 0,
      unchanged_count: 2,
    });
  }
});

test('rows of one file are compared in its order, whatever the batch they are in', async () => {
  const others = Array.from({ length: 1_100 }, (_, n) => `Autre;autre.${n}@example.net;;`);
  const rows = [
    'Ana;ana@example.net;06 31 00 01 01;',
    'Ana B.;ana@example.net;06 31 00 01 02;',
    // Its number is that of a row that was left out.
    'Bob;bob@example.net;06 31 00 01 02;',
    'Ana;ana@example.net;06 31 00 01 01;',
    ...others,
    'Ana C.;;06 31 00 01 01;',
    'Ana;ana@example.net;06 31 00 01 01;',
  ];
  const done = await importAll(fileOf(...rows));
  expect(done).toMatchObject({ created_count: 1_102, duplicate_count: 2, unchanged_count: 2 });
  expect((await namesOf(done.id)).slice(0, 2)).toEqual(['Ana', 'Bob']);
  const all = await importAll(fileOf(...rows), { duplicates: 'create' });
  expect(all).toMatchObject({ created_count: 2, duplicate_count: 2, unchanged_count: 1_104 });
});

test('a batch that is tried again counts nothing twice', async () => {
  await addLead({ email: 'leo@example.com' });
  const { id } = await asOwner.started(fileOf('Léo;leo@example.com;;', 'Lou;lou@example.com;;'));
  const input = { companyId: company.id, importId: id };
  await Promise.all([activities.importLeadRows(input), activities.importLeadRows(input)]);
  await activities.importLeadRows(input);
  expect(await asOwner.read(id)).toMatchObject({ created_count: 1, duplicate_count: 1 });
});

test('the preview marks possible duplicates, of leads and of earlier rows', async () => {
  await addLead({ email: 'eva@example.com' });
  await importAll(fileOf('Max;max@example.com;;'));
  const { id, columns } = await asOwner.uploaded(
    fileOf(
      'Éva;EVA@example.com;;',
      'Max;max@example.com;;',
      'Tom;tom@example.com;;',
      'Tom;tom@example.com;;',
      'Tom T.;tom@example.com;;',
      'Faux;eva@;;',
    ),
  );
  for (const duplicates of ['ignore', 'create']) {
    const { rows, import: shown } = await asOwner.mapped(id, { columns, duplicates });
    expect(shown.duplicates).toBe(duplicates);
    expect(rows.map((row) => row.is_duplicate)).toEqual([true, false, false, false, true, false]);
  }
});

test('leads of another call centre count, those of another company do not', async () => {
  const paris = await addCentre(api, company);
  const content = (name: string) => fileOf(`${name};mia@example.com;06 31 00 02 01;`);
  await importAll(content('Mia'), { call_centre_id: paris.id });
  expect(await importAll(content('Mia M.'))).toMatchObject({ duplicate_count: 1 });
  const elsewhere = await importAll(content('Mia'), {}, otherCompany);
  expect(elsewhere).toMatchObject({ created_count: 1, duplicate_count: 0 });
});

test('the notification of the end counts them', async () => {
  await addLead({ email: 'rose@example.com' });
  const done = await importAll(fileOf('Rose;rose@example.com;;'));
  const listed = await api.request('/api/v1/notifications', { key: company.owner.key });
  expect(done.duplicate_count).toBe(1);
  expect(await listed.text()).toContain('0 créés, 1 doublon possible ignoré, 0 déjà présents');
});

test('another choice than to ignore or to create is refused', async () => {
  const { id, columns } = await asOwner.uploaded(fileOf('Guy;guy@example.com;;'));
  expect((await asOwner.sendMapping(id, { columns, duplicates: 'merge' })).status).toBe(422);
});
