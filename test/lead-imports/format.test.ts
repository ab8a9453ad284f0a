/**
 * Goal: a user corrects the guess how a file is read, and what is imported is read that way. Method: the api
 * in-process, and the activities by hand.
 */
import { afterAll, expect, test } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { LeadImportOut } from '../../src/domain/lead-imports/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { addCentre } from '../support/leads.ts';
import { importsAs } from '../support/lead-imports.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const asOwner = importsAs(api, company.owner.key);
const activities = createActivities({ ...api.deps, mail: undefined });

/** As an old program writes it, with bytes that are UTF-8 by chance: « Ã© » is « é » in UTF-8. */
const LATIN = Uint8Array.from(Buffer.from('Nom;E-mail\r\nLoé’s;a@example.com\r\n'));

const format = (id: string, body: object, key = company.owner.key) =>
  api.request(`/api/lead-imports/${id}/format`, { method: 'PUT', key, body });

const formatted = async (id: string, body: object) =>
  answerOf(await format(id, body), 200, LeadImportOut);

test('the encoding that was chosen is that of the preview and of the imported leads', async () => {
  const { id, encoding, sample } = await asOwner.uploaded(LATIN);
  expect([encoding, sample]).toEqual(['utf-8', [['Loé’s', 'a@example.com']]]);
  const changed = await formatted(id, { encoding: 'windows-1252', delimiter: ';' });
  expect(changed).toMatchObject({
    encoding: 'windows-1252',
    sample: [['LoÃ©â€™s', 'a@example.com']],
    is_mapped: false,
  });
  const { rows } = await asOwner.mapped(id, { columns: changed.columns });
  expect(rows.map(({ lead }) => lead.name)).toEqual(['LoÃ©â€™s']);
  await asOwner.sendStart(id);
  const input = { companyId: company.id, importId: id };
  await activities.countLeadImportRows(input);
  await activities.importLeadRows(input);
  const [lead] = await api.superuser`select name from leads where import_id = ${id}`;
  expect(lead?.['name']).toBe('LoÃ©â€™s');
});

test('other columns get another guess; the same columns keep what was chosen for them', async () => {
  const { id } = await asOwner.uploaded('Nom;E-mail,Mobile\r\nRoy;b@example.com,06\r\n');
  await asOwner.mapped(id, { columns: [{ target: 'name' }, { target: 'ignore' }] });
  const same = await formatted(id, { encoding: 'windows-1252', delimiter: ';' });
  expect(same).toMatchObject({
    is_mapped: true,
    columns: [{ target: 'name' }, { target: 'ignore' }],
  });
  const other = await formatted(id, { encoding: 'utf-8', delimiter: ',' });
  expect(other).toMatchObject({ is_mapped: false, header: ['Nom;E-mail', 'Mobile'] });
  expect(other.columns[1]).toEqual({ target: 'phone' });
});

test('a file of more than 256 KiB is read from its beginning', async () => {
  const lines = Array.from({ length: 20_000 }, (_, row) => `Nom ${row};c${row}@example.com`);
  const { id } = await asOwner.uploaded(['Nom;E-mail', ...lines].join('\n'));
  const { sample } = await formatted(id, { encoding: 'windows-1252', delimiter: ';' });
  expect(sample[0]).toEqual(['Nom 0', 'c0@example.com']);
});

test.each([
  [{ encoding: 'utf-16', delimiter: ';' }, 'encoding'],
  [{ encoding: 'utf-8', delimiter: '|' }, 'delimiter'],
  [{ encoding: 'utf-8' }, 'delimiter'],
])('refuses %j', async (body, path) => {
  const { id } = await asOwner.uploaded('Nom;E-mail\r\nRoy;d@example.com\r\n');
  const { status, faults } = await refusalOf(await format(id, body));
  expect(status).toBe(422);
  expect(faults.map((one) => one.split(':')[0])).toEqual([path]);
});

test('a started import, one out of reach and one of another company stay as they are', async () => {
  const body = { encoding: 'windows-1252', delimiter: ',' };
  const started = await asOwner.started('Nom;E-mail\r\nRoy;e@example.com\r\n');
  expect((await format(started.id, body)).status).toBe(409);
  const { id } = await asOwner.uploaded('Nom;E-mail\r\nRoy;f@example.com\r\n');
  const paris = await addCentre(api, company);
  expect((await format(id, body, paris.supervisor.key)).status).toBe(404);
  expect((await format(id, body, paris.agent.key)).status).toBe(403);
  expect((await format(id, body, otherCompany.owner.key)).status).toBe(404);
  expect(await asOwner.read(id)).toMatchObject({ encoding: 'utf-8', delimiter: ';' });
});
