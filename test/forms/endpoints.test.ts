/**
 * Goal: owners define forms, and every fault of a definition is named before a visitor meets it. Method: the
 * whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { FormOut, FormStatsOut } from '../../src/domain/forms/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { addCentre } from '../support/leads.ts';
import { scopedKey } from '../support/scoped-key.ts';
import { createForm, FIELDS, send, sent, VISITOR, type Form } from '../support/forms.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.owner);
});
afterAll(() => api.stop());

const PATH = '/api/v1/forms';
const pathOf = ({ id }: Pick<Form, 'id'>): string => `${PATH}/${id}`;
const post = (body: object) => api.request(PATH, { key, body });
const patch = (form: Pick<Form, 'id'>, body: object) =>
  api.request(pathOf(form), { key, method: 'PATCH', body });
const TEXT = { key: 'name', type: 'text', label: 'Nom' };

describe('a form', () => {
  test('has a public token, a page, and HTML for another site', async () => {
    const form = await createForm(api, { name: 'Devis <"rapide">' });
    expect(form.token).toMatch(/^frm_[\w-]{22}$/);
    expect(form.hosted_url).toBe(`http://localhost:8000/f/${form.token}`);
    expect(form.submit_url).toBe(`http://localhost:8000/api/public/forms/${form.token}/leads`);
    expect(form.embed_html).toContain(`src="${form.hosted_url}"`);
    expect(form.embed_html).toContain('title="Devis &lt;&quot;rapide&quot;&gt;"');
  });

  test('says which fields fill the columns of the lead', async () => {
    const form = await createForm(api, {
      fields: [...FIELDS, { key: 'other', type: 'email', label: 'Autre adresse' }],
    });
    expect(
      form.fields.flatMap((field) => (field.lead_column ? [[field.key, field.lead_column]] : [])),
    ).toEqual([
      ['name', 'name'],
      ['email', 'email'],
      ['phone', 'phone'],
      ['company', 'company_name'],
    ]);
  });

  test('is listed with those of its company alone, newest first', async () => {
    const [first, second] = [await createForm(api), await createForm(api, { is_active: false })];
    const ids = async (query: string, as = key) =>
      (
        await answerOf(await api.request(`${PATH}${query}`, { key: as }), 200, pageOf(FormOut))
      ).data.map(({ id }) => id);
    const all = await ids('', api.company.agents[0].key);
    expect(all.slice(0, 2)).toEqual([second.id, first.id]);
    expect(await ids('?is_active=true&limit=1')).toEqual([first.id]);
    expect(await ids(`?call_centre_id=${api.company.callCentreId}`)).toEqual([]);
    expect(await ids('', api.otherCompany.owner.key)).toEqual([]);
  });

  test('changes only from its current version, and its history is audited', async () => {
    const form = await createForm(api);
    const changed = await answerOf(
      await patch(form, { version: form.version, name: 'Nouveau nom' }),
      200,
      FormOut,
    );
    expect(changed).toMatchObject({ name: 'Nouveau nom', version: 2, token: form.token });
    expect(await refusalOf(await patch(form, { version: 1, name: 'Trop tard' }))).toEqual({
      status: 409,
      code: 'version_conflict',
      faults: ['version: is 2 now'],
    });
    await api.sealFacts();
    const trail = await answerOf(
      await api.request('/api/v1/audit?operation=forms.update&limit=1', { key }),
      200,
      pageOf(AuditEntryOut),
    );
    expect(trail.data[0]).toMatchObject({
      resource_id: String(form.id),
      before: { name: 'Demande de devis' },
      after: { name: 'Nouveau nom' },
    });
  });

  test('gets another token, and the old one finds nothing', async () => {
    const form = await createForm(api);
    const answer = await api.request(`${pathOf(form)}/rotate-token`, { key, method: 'POST' });
    const rotated = await answerOf(answer, 201, FormOut);
    expect(rotated.token).not.toBe(form.token);
    expect((await send(api, form, VISITOR)).status).toBe(404);
    await sent(await send(api, rotated, VISITOR));
  });

  test('is deleted: its page and token are gone, its leads stay', async () => {
    const form = await createForm(api);
    await sent(await send(api, form, VISITOR));
    expect((await api.request(pathOf(form), { key, method: 'DELETE' })).status).toBe(204);
    expect((await api.request(pathOf(form), { key })).status).toBe(404);
    expect((await send(api, form, VISITOR)).status).toBe(404);
    expect((await api.request(`/f/${form.token}`)).status).toBe(404);
    const rows = await api.superuser`select 1 from leads where form_id = ${form.id}`;
    expect(rows).toHaveLength(1);
  });
});

describe('a definition is refused', () => {
  test.each<[string, object, string[]]>([
    ['without a field', { fields: [] }, ['fields: at least 1']],
    [
      'with more than 50 fields',
      { fields: Array.from({ length: 51 }, (_, at) => ({ ...TEXT, key: `k${at}` })) },
      ['fields: at most 50'],
    ],
    ['with a key twice', { fields: [TEXT, TEXT] }, ['fields.1.key: given more than once']],
    [
      'with the name of the honeypot',
      { fields: [{ ...TEXT, key: '_website' }] },
      ['fields.0.key: expected a lower-case letter, then letters, digits and _'],
    ],
    [
      'with a name of JavaScript',
      { fields: [{ ...TEXT, key: 'constructor' }] },
      ['fields.0.key: not possible as a name'],
    ],
    [
      'with a select without options',
      { fields: [{ ...TEXT, type: 'select' }] },
      ['fields.0.options: required'],
    ],
    [
      'with options of a text',
      { fields: [{ ...TEXT, options: ['a'] }] },
      ['fields.0.options: at most 0'],
    ],
    [
      'with a confirmation and no required address',
      { is_confirmation_required: true, fields: [{ ...TEXT, key: 'email', type: 'email' }] },
      ['fields: a confirmation needs a required field of the type email'],
    ],
    [
      'with an origin over http, one with a path, a wildcard, and signs of a policy in the host',
      {
        allowed_origins: [
          'http://site.example',
          'https://site.example/',
          'https://*.example',
          'https://site.example;script-src',
          'https://a,b.example',
        ],
      },
      [0, 1, 2, 3, 4].map(
        (at) =>
          `allowed_origins.${at}: expected the origin of a web site, for example https://www.example.com`,
      ),
    ],
    [
      'with a redirect over http',
      { redirect_url: 'http://site.example/merci' },
      ['redirect_url: expected an http or https address'],
    ],
    [
      'with a redirect whose host has a wildcard',
      { redirect_url: 'https://*.example/merci' },
      ['redirect_url: expected an http or https address'],
    ],
    [
      'with a redirect whose host ends a directive of the policy of the page',
      { redirect_url: 'https://site.example;script-src/merci' },
      ['redirect_url: expected an http or https address'],
    ],
    [
      'with a call centre of another company',
      { call_centre_id: 999_999 },
      ['call_centre_id: no such call centre'],
    ],
  ])('%s', async (_, fields, faults) => {
    const refusal = await refusalOf(await post({ name: 'Essai', fields: [TEXT], ...fields }));
    expect(refusal.status).toBe(422);
    expect(refusal.faults.slice(0, faults.length)).toEqual(faults);
  });

  test('when a change takes the address away that a confirmation needs', async () => {
    const form = await createForm(api, { is_confirmation_required: true });
    expect(await refusalOf(await patch(form, { version: 1, fields: [TEXT] }))).toMatchObject({
      status: 422,
      faults: ['fields: a confirmation needs a required field of the type email'],
    });
  });

  test('but not with loopback over http, where owners try their page', async () => {
    const origins = ['http://localhost:3000', 'http://127.0.0.1:8080', 'https://site.example'];
    expect((await createForm(api, { allowed_origins: origins })).allowed_origins).toEqual(origins);
  });
});

test('the statistics count only the leads that the caller may read', async () => {
  const form = await createForm(api);
  const [mine, theirs] = api.company.agents;
  const { callCentreId } = api.company;
  const paris = await addCentre(api, api.company);
  for (const [centre, assignee] of [
    [callCentreId, null],
    [callCentreId, mine.id],
    [callCentreId, theirs.id],
    [paris.id, null],
    [null, null],
  ]) {
    await api.superuser`
      insert into leads (company_id, form_id, source, status, data, call_centre_id, assigned_to)
      values (
        ${api.company.id}, ${form.id}, 'form', 'new', '{}', ${centre ?? null}, ${assignee ?? null}
      )
    `;
  }
  const count = async (as: string) =>
    (await answerOf(await api.request(`${pathOf(form)}/stats`, { key: as }), 200, FormStatsOut))
      .totals.submissions;
  expect(await count(key)).toBe(5);
  expect(await count(api.company.supervisor.key)).toBe(3);
  expect(await count(mine.key)).toBe(2);
  expect(await count(paris.agent.key)).toBe(1);
  const blind = await scopedKey(api, ['forms:read']);
  expect((await api.request(`${pathOf(form)}/stats`, { key: blind })).status).toBe(403);
});

test('the statistics count leads by the day they came, confirmed and converted ones among them', async () => {
  const form = await createForm(api);
  const insert = (daysAgo: number, { isConfirmed = false, isConverted = false } = {}) =>
    api.superuser`
      insert into leads (
        company_id, form_id, source, status, data, created_at, email_confirmed_at, converted_at
      )
      values (
        ${api.company.id}, ${form.id}, 'form', 'new', '{}',
        now() - make_interval(days => ${daysAgo}),
        ${isConfirmed ? new Date() : null}, ${isConverted ? new Date() : null}
      )
    `;
  await insert(0, { isConfirmed: true });
  await insert(0);
  await insert(3, { isConfirmed: true, isConverted: true });
  await insert(20);
  await insert(40);
  const stats = async (window: string) =>
    answerOf(
      await api.request(`${pathOf(form)}/stats?window=${window}`, { key }),
      200,
      FormStatsOut,
    );
  const week = await stats('7d');
  expect(week.totals).toEqual({ submissions: 3, confirmed: 2, converted: 1 });
  expect(week.days).toHaveLength(7);
  expect(week.days.at(-1)).toMatchObject({ submissions: 2, confirmed: 1, converted: 0 });
  expect(week.days.at(-4)).toMatchObject({ submissions: 1, confirmed: 1, converted: 1 });
  expect((await stats('28d')).totals.submissions).toBe(4);
  expect((await api.request(`${pathOf(form)}/stats?window=1y`, { key })).status).toBe(422);
});
