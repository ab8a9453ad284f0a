/**
 * Goal: a supervisor sees how many cases came and went, what is open, how old and how risky it is, and takes it away as
 * CSV or PDF. Method: the whole api in-process on real Postgres, with cases of known dates.
 */
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaseReportOut } from '../../src/domain/case-reports/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { insertClient } from '../support/cases.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const [anatole, berthe] = company.agents;
const { owner, supervisor } = company;
const paris = await addCentre(api, company);
const [marie, paul] = [
  await insertClient(api, company, 'Marie Dumitru'),
  await insertClient(api, company, 'Paul « Müller » 李'),
];

interface Row {
  type: string;
  status: string;
  createdAt: string;
  endedAt?: string;
  dueOn?: string;
  priority?: string;
  assignee?: number;
  client?: number;
  centre?: number | null;
}
let count = 0;
const insert = async (row: Row): Promise<number> => {
  count += 1;
  const [found] = await sql`
    insert into cases (
      company_id, reference, call_centre_id, person_id, title, case_type, status, priority,
      assigned_to, due_on, created_at, resolved_at
    )
    values (
      ${company.id}, ${`R-${count}`}, ${row.centre === undefined ? company.callCentreId : row.centre},
      ${row.client ?? marie}, 'Essai', ${row.type}, ${row.status}, ${row.priority ?? 'normal'},
      ${row.assignee ?? null}, ${row.dueOn ?? null}, ${row.createdAt}, ${row.endedAt ?? null}
    )
    returning id
  `;
  return Number(found?.['id']);
};
const report = async (person: TestPerson, query: string) =>
  answerOf(await api.request(`/api/crm/report?${query}`, { key: person.key }), 200, CaseReportOut);

beforeAll(async () => {
  await insert({
    type: 'legal',
    status: 'en_cours',
    createdAt: '2026-03-02T10:00:00Z',
    assignee: anatole.id,
    dueOn: '2026-03-20',
    priority: 'urgent',
  });
  await insert({
    type: 'legal',
    status: 'resolu',
    createdAt: '2026-03-03T10:00:00Z',
    endedAt: '2026-03-05T10:00:00Z',
    assignee: anatole.id,
  });
  await insert({
    type: 'fiscal',
    status: 'resolu',
    createdAt: '2026-02-01T10:00:00Z',
    endedAt: '2026-03-31T22:30:00Z',
    assignee: berthe.id,
    client: paul,
  });
  await insert({
    type: 'fiscal',
    status: 'nouveau',
    createdAt: '2026-03-10T10:00:00Z',
    client: paul,
  });
  await insert({
    type: 'other',
    status: 'nouveau',
    createdAt: '2026-03-11T10:00:00Z',
    centre: paris.id,
  });
  await insert({
    type: 'other',
    status: 'nouveau',
    createdAt: '2026-03-11T10:00:00Z',
    centre: null,
  });
});

const MARCH = 'from=2026-03-01&to=2026-03-31&step=month';

test('counts what was opened and resolved in the range, and what is open now', async () => {
  const march = await report(supervisor, MARCH);
  expect(march).toMatchObject({
    opened_count: 4,
    resolved_count: 2,
    open_count: 3,
    overdue_count: 1,
    resolution: { median_seconds: 2 * 86_400 },
    periods: [{ since: '2026-03-01', opened_count: 4, resolved_count: 2 }],
    by_priority: expect.arrayContaining([{ priority: 'urgent', count: 1 }]),
    by_age: [{ age: 'longer', count: 3 }],
    by_risk: [{ risk_level: null, count: 3 }],
  });
  expect(march.by_type).toEqual([
    { case_type: 'fiscal', opened_count: 1, resolved_count: 1, open_count: 1 },
    { case_type: 'legal', opened_count: 2, resolved_count: 1, open_count: 1 },
    { case_type: 'other', opened_count: 1, resolved_count: 0, open_count: 1 },
  ]);
  expect(march.by_agent).toContainEqual({
    user_id: anatole.id,
    name: 'Anatole Agent',
    opened_count: 2,
    resolved_count: 1,
    open_count: 1,
    median_seconds: 2 * 86_400,
  });
  expect(new Set(march.by_client.map(({ client_id: id }) => id))).toEqual(new Set([marie, paul]));
});

test('days are those of the time zone', async () => {
  const paris = await report(supervisor, `${MARCH}&time_zone=Europe/Paris`);
  expect(paris.resolved_count).toBe(1);
});

test('each week of the range is there, also an empty one', async () => {
  const { periods } = await report(owner, 'from=2026-03-02&to=2026-03-29&step=week');
  expect(periods.map(({ since }) => since)).toEqual([
    '2026-03-02',
    '2026-03-09',
    '2026-03-16',
    '2026-03-23',
  ]);
});

test('is about the cases within reach, and filtered by type, assignee and call centre', async () => {
  expect((await report(owner, MARCH)).open_count).toBe(4);
  expect((await report(paris.supervisor, MARCH)).open_count).toBe(2);
  expect((await report(owner, `${MARCH}&case_type=legal`)).open_count).toBe(1);
  expect((await report(owner, `${MARCH}&assigned_to=none`)).open_count).toBe(3);
  expect((await report(owner, `${MARCH}&call_centre_id=${paris.id}`)).open_count).toBe(1);
});

test('an agent may not', async () => {
  expect((await api.request('/api/crm/report', { key: anatole.key })).status).toBe(403);
});

test('the risk is that of the last analysis that has ended', async () => {
  const id = await insert({
    type: 'business',
    status: 'en_cours',
    createdAt: '2026-01-01T00:00:00Z',
  });
  for (const [version, status, risk] of [
    [1, 'succeeded', 'low'],
    [2, 'partial', 'critical'],
    [3, 'cancelled', null],
  ] as const) {
    await sql`
      insert into case_analyses (
        id, company_id, case_id, version, status, content_version, risk_level, ended_at
      )
      values (gen_random_uuid(), ${company.id}, ${id}, ${version}, ${status}, 1, ${risk}, now())
    `;
  }
  const { by_risk: risks } = await report(owner, `${MARCH}&case_type=business`);
  expect(risks).toEqual([{ risk_level: 'critical', count: 1 }]);
});

test.each([
  ['from=2026-03-02&to=2026-03-01', 'to: '],
  ['from=2020-01-01&to=2026-01-01', 'to: '],
  ['time_zone=Mars/Olympus', 'time_zone: '],
])('refuses %s', async (query, faulty) => {
  const answer = await api.request(`/api/crm/report?${query}`, { key: owner.key });
  expect((await refusalOf(answer)).faults).toEqual([expect.stringContaining(faulty)]);
});

describe('taken away', () => {
  const csvOf = async (person: TestPerson, query: string) => {
    const answer = await api.request(`/api/crm/report/export?${query}`, { key: person.key });
    expect(answer.status).toBe(200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    return {
      name: answer.headers.get('Content-Disposition'),
      bytes,
      lines: bytes.toString().replace('\uFEFF', '').trim().split('\r\n'),
    };
  };

  test('as CSV it opens as a table in a French spreadsheet, in words', async () => {
    const { name, bytes, lines } = await csvOf(owner, MARCH);
    expect(name).toContain('"dossiers-2026-03.csv"');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(lines[0]).toBe(
      'Tableau;Ligne;Ouverts dans la période;Résolus dans la période;Actifs aujourd’hui;Tous aujourd’hui;Durée médiane (jours)',
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'Résumé;En retard;;;1;;',
        'Par mois;mars 2026;5;2;;;',
        'Par type;Juridique;2;1;1;;',
        'Par statut;Résolu;;;;2;',
        'Par priorité;Urgente;;;1;;',
        'Par risque;Sans analyse;;;4;;',
        'Par responsable;Anatole Agent;2;1;1;;2',
        'Par client;Paul « Müller » 李;1;1;1;;',
      ]),
    );
    expect(lines.every((line) => line.split(';').length === 7)).toBe(true);
  });

  test('as CSV its decimals are those of the language, and a part of a month says its days', async () => {
    const half =
      "update cases set resolved_at = resolved_at + interval '12 hours' where reference = 'R-2'";
    await sql.unsafe(half);
    const french = await csvOf(owner, 'from=2026-03-01&to=2026-03-15&step=week');
    expect(french.name).toContain('dossiers-2026-03-01-2026-03-15.csv');
    expect(french.lines).toContain('Par responsable;Anatole Agent;2;1;1;;2,5');
    expect(french.lines).toContain('Par semaine;Semaine du 02/03/2026;2;1;;;');
    await sql`update users set locale = 'en' where id = ${owner.id}`;
    const english = await csvOf(owner, 'from=2026-03-01&to=2026-03-15&step=week');
    await sql`update users set locale = 'fr' where id = ${owner.id}`;
    await sql.unsafe(half.replace('+', '-'));
    expect(english.lines[0]).toMatch(/^Table,Line,Opened in the period,/);
    expect(english.lines).toContain('By assignee,Anatole Agent,2,1,1,,2.5');
    expect(english.lines).toContain('By week,Week of 2026-03-02,2,1,,,');
  });

  test('as CSV a name is no formula, whichever sign the spreadsheet separates cells by', async () => {
    await sql`update people set name = 'A,=1+1,;@B' where id = ${paul}`;
    const french = await csvOf(owner, MARCH);
    await sql`update people set name = '=1+1' where id = ${paul}`;
    const first = await csvOf(owner, MARCH);
    await sql`update people set name = 'Paul « Müller » 李' where id = ${paul}`;
    expect(french.lines).toContain(`Par client;"A,'=1+1,;'@B";1;1;1;;`);
    expect(first.lines).toContain(`Par client;'=1+1;1;1;1;;`);
  });

  test('as PDF it is a readable page of the month', async () => {
    const answer = await api.request('/api/crm/report/pdf?month=2026-03', { key: owner.key });
    expect(answer.headers.get('Content-Type')).toBe('application/pdf');
    const document = await getDocumentProxy(new Uint8Array(await answer.arrayBuffer()));
    const { text } = await extractText(document, { mergePages: true });
    for (const word of [
      'Rapport des dossiers, mars 2026',
      'Marie Dumitru',
      'Paul « Müller » ?',
      'Juridique',
    ]) {
      expect(text).toContain(word);
    }
    expect(
      (await api.request('/api/crm/report/pdf?month=2026-13', { key: owner.key })).status,
    ).toBe(422);
  });
});
