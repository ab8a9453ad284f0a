/**
 * Goal: a CSV file from any spreadsheet becomes leads: each row once, with the reasons for those that do
 * not. Method: the api in-process, and the activities by hand.
 */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createActivities } from '../../src/activities/index.ts';
import { LeadImportSummaryOut, UPLOADS_PER_DAY_MAX } from '../../src/domain/lead-imports/shapes.ts';
import { WebhookOut } from '../../src/domain/webhooks/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { addCentre, leadsAs } from '../support/leads.ts';
import { importsAs } from '../support/lead-imports.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const paris = await addCentre(api, company);
const asOwner = importsAs(api, company.owner.key);
const asSupervisor = importsAs(api, company.supervisor.key);
const activities = createActivities({ ...api.deps, mail: undefined });

const inputOf = (importId: string) => ({ companyId: company.id, importId });
/** As the workflow does. */
const run = async (importId: string) => {
  let result = await activities.countLeadImportRows(inputOf(importId));
  while (!result.isDone) result = await activities.importLeadRows(inputOf(importId));
  return asOwner.read(importId);
};
const importAll = async (content: string | Uint8Array<ArrayBuffer>, mapping: object = {}) =>
  run((await asOwner.started(content, mapping)).id);
const leadsOf = async (importId: string) =>
  z
    .array(
      z.object({
        email: z.string().nullable(),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        company_name: z.string().nullable(),
        status: z.string(),
        data: z.record(z.string(), z.unknown()),
      }),
    )
    .parse([
      ...(await api.superuser`
        select email, name, phone, company_name, status, data
        from leads where import_id = ${importId} order by id
      `),
    ]);
const countEvents = async (): Promise<number> => {
  const [row] = await api.superuser`select count(*) as count from events`;
  return Number(row?.['count']);
};
const countBatches = async (importId: string): Promise<number> => {
  await api.sealFacts();
  const [row] = await api.superuser`
    select count(*) as count from audit_entries
    where resource_id = ${importId} and entry ->> 'operation' = 'lead_imports.rows'
  `;
  return Number(row?.['count']);
};
/** Windows-1252 has these where ISO 8859-1 has control characters. */
const CP1252: Record<string, number> = { '€': 0x80, '–': 0x96, '’': 0x92, œ: 0x9c, Œ: 0x8c };
const latin = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (sign) => CP1252[sign] ?? sign.charCodeAt(0));

let unique = 0;
let phone = 612_345_678;
/** Rows that no other test imports. */
const rowsOf = (count: number): string[] => {
  unique += 1;
  return Array.from(
    { length: count },
    (_, n) => `Nom${unique}-${n};nom${unique}.${n}@example.com;0${(phone += 1)}`,
  );
};
const HEADER = 'Nom;E-mail;Téléphone';
const fileOf = (rows: readonly string[]): string => [HEADER, ...rows].join('\r\n');

describe('an upload', () => {
  const text = (delimiter: string) =>
    [
      ['Prénom', 'Nom', 'Courriel', 'Tél.', 'Société', 'Ville préférée'],
      ['Zoé', "L'Haÿ", 'ZOE@Example.com', '06 12 34 56 78', 'Été & fils', 'Besançon'],
    ]
      .map((row) => row.join(delimiter))
      .join('\n');
  const encodings = [
    ['UTF-8', (of: string) => of, 'utf-8'],
    ['UTF-8 with a BOM', (of: string) => `\ufeff${of}`, 'utf-8'],
    ['Windows-1252', latin, 'windows-1252'],
  ] as const;
  const delimiters = [';', ',', '\t'] as const;

  test.each(
    encodings.flatMap(([name, encode, encoding]) =>
      delimiters.map((delimiter) => [name, delimiter, encode, encoding] as const),
    ),
  )('in %s with %j between the cells is read as it was meant', async (...given) => {
    const [, delimiter, encode, encoding] = given;
    const found = await asOwner.uploaded(encode(text(delimiter)), 'prospects été.csv');
    expect(found).toMatchObject({
      file_name: 'prospects été.csv',
      encoding,
      delimiter,
      header: ['Prénom', 'Nom', 'Courriel', 'Tél.', 'Société', 'Ville préférée'],
      sample: [['Zoé', "L'Haÿ", 'ZOE@Example.com', '06 12 34 56 78', 'Été & fils', 'Besançon']],
      columns: [
        { target: 'first_name' },
        { target: 'last_name' },
        { target: 'email' },
        { target: 'phone' },
        { target: 'company_name' },
        { target: 'data', key: 'Ville préférée' },
      ],
      is_mapped: false,
      status: 'uploaded',
    });
    const { rows } = await asOwner.mapped(found.id, { columns: found.columns });
    expect(rows).toEqual([
      {
        row_number: 2,
        lead: {
          email: 'zoe@example.com',
          name: "Zoé L'Haÿ",
          phone: '+33612345678',
          company_name: 'Été & fils',
          status: null,
          data: { 'Ville préférée': 'Besançon' },
        },
        is_duplicate: false,
        errors: [],
      },
    ]);
  });

  test('with a character of Windows-1252 far behind the start is not taken for UTF-8', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `Martin${n};m${n}@example.com;`);
    const content = `Nom;E-mail;Tel\n${rows.join('\n')}\nHélène;h@example.com;`;
    expect((await asOwner.uploaded(latin(content))).encoding).toBe('windows-1252');
  });

  test('keeps quoted delimiters and line breaks in their cell', async () => {
    const found = await asOwner.uploaded('Nom,Note\n"Dumitru, Marie","a\nb; c"\n');
    expect(found).toMatchObject({ delimiter: ',', sample: [['Dumitru, Marie', 'a\nb; c']] });
  });

  test.each([
    ['an empty file', ''],
    ['a workbook', 'PK\u0003\u0004\u0000\u0000'],
    ['UTF-16', Uint8Array.from(Buffer.from('\ufeffNom;Mail\n', 'utf16le'))],
  ])('of %s is refused', async (_, content) => {
    expect(await refusalOf(await asOwner.upload(content))).toMatchObject({
      status: 422,
      faults: [expect.stringContaining('file: expected a CSV file')],
    });
  });

  test.each([
    ['Email', 'email'],
    ['E-mail', 'email'],
    ['Adresse e-mail', 'email'],
    ['Mobile', 'phone'],
    ['N° de téléphone', 'phone'],
    ['Phone number', 'phone'],
    ['Entreprise', 'company_name'],
    ['Raison sociale', 'company_name'],
    ['Statut', 'status'],
    ['Nom', 'name'],
    ['Full name', 'name'],
  ])('guesses that %s is %s', async (name, target) => {
    const { columns } = await asOwner.uploaded(`${name}\nx\n`);
    expect(columns).toEqual([{ target }]);
  });
});

describe('a mapping', () => {
  test('is refused if it does not fit the file', async () => {
    const { id } = await asOwner.uploaded('a;b;c\n1;2;3\n');
    const faultsOf = async (columns: object[]) =>
      (await refusalOf(await asOwner.sendMapping(id, { columns }))).faults;
    const email = { target: 'email' };
    const ignore = { target: 'ignore' };
    expect(await faultsOf([email])).toEqual(['columns: at least 3']);
    expect(await faultsOf([email, ignore, ignore, ignore])).toEqual(['columns: at most 3']);
    expect(await faultsOf([email, email, ignore])).toEqual(['columns.1: given more than once']);
    expect(await faultsOf([ignore, ignore, { target: 'data', key: 'x' }])).toEqual([
      'columns: required',
    ]);
  });

  test("shows the rows with their errors, in the caller's language", async () => {
    const { id, columns } = await asOwner.uploaded('Nom;E-mail\nMarie;marie@\n;\n;\n');
    const { rows } = await asOwner.mapped(id, { columns });
    expect(rows.map(({ row_number, errors }) => [row_number, errors])).toEqual([
      [2, [{ column: 1, code: 'email_invalid', message: 'E-mail : adresse e-mail non valide' }]],
    ]);
  });

  test('starts while few others of the company are under way', async () => {
    const { id, columns } = await asOwner.uploaded(fileOf(rowsOf(1)));
    await asOwner.mapped(id, { columns });
    const others = [1, 2, 3].map(() => asOwner.started(fileOf(rowsOf(1))));
    const ids = (await Promise.all(others)).map((one) => one.id);
    const refusal = await refusalOf(await asOwner.sendStart(id));
    expect(refusal).toMatchObject({ status: 409, code: 'conflict' });
    await asOwner.cancel(ids[0] ?? '');
    expect((await asOwner.sendStart(id)).status).toBe(202);
    for (const open of [id, ...ids]) await asOwner.cancel(open);
  });

  test('needs a start, and is fixed after it', async () => {
    const { id, columns } = await asOwner.uploaded(fileOf(rowsOf(1)));
    expect((await asOwner.sendStart(id)).status).toBe(409);
    await asOwner.mapped(id, { columns });
    expect((await asOwner.sendStart(id)).status).toBe(202);
    expect((await asOwner.sendMapping(id, { columns })).status).toBe(409);
    expect((await asOwner.sendStart(id)).status).toBe(202);
    const commands = await api.superuser`
      select count(*) as count from commands where workflow_id = ${`lead-import/${id}`}
    `;
    expect(Number(commands[0]?.['count'])).toBe(1);
    await asOwner.cancel(id);
  });
});

describe('an import', () => {
  test('creates a lead of each row, with an event for each and one notification for all', async () => {
    const rows = rowsOf(2_500);
    const before = await countEvents();
    const done = await importAll(fileOf(rows), { call_centre_id: company.callCentreId });
    expect(done).toMatchObject({
      status: 'succeeded',
      row_count: 2_500,
      done_count: 2_500,
      created_count: 2_500,
      unchanged_count: 0,
      error_count: 0,
      error_code: null,
    });
    expect(await countEvents()).toBe(before + 2_500);
    const created = await leadsOf(done.id);
    expect(created).toHaveLength(2_500);
    expect(created[0]).toMatchObject({ status: 'new', phone: expect.stringMatching(/^\+336/) });
    const [last] = await api.superuser`
      select data, call_centre_id from events order by sequence desc limit 1
    `;
    expect(last).toMatchObject({
      data: { source: 'import', email: expect.stringContaining('@example.com') },
      call_centre_id: company.callCentreId,
    });
    const told = await api.superuser`
      select user_id, params from notifications where subject_id = ${done.id} order by user_id
    `;
    expect(told.map((row) => Number(row['user_id']))).toEqual([
      company.owner.id,
      company.supervisor.id,
    ]);
    expect(told[0]?.['params']).toMatchObject({ created_count: 2_500, status: 'succeeded' });
    await api.sealFacts();
    const streamed = await api.superuser`
      select topic from stream_events where resource_id in (${done.id}, '*')
    `;
    const topics = streamed.map((row) => String(row['topic']));
    expect(topics.filter((topic) => topic === 'lead.updated').length).toBe(3);
  });

  test('of a file in Windows-1252 keeps ’ œ € and – in columns, first rows, preview and leads', async () => {
    const content = latin('Nom;E-mail;Numéro d’œuvre – €\nL’Hœst;oeuvre@example.com;5 € – 6 €\n');
    const found = await asOwner.uploaded(content);
    const data = { 'Numéro d’œuvre – €': '5 € – 6 €' };
    expect(found).toMatchObject({
      encoding: 'windows-1252',
      header: ['Nom', 'E-mail', 'Numéro d’œuvre – €'],
      sample: [['L’Hœst', 'oeuvre@example.com', '5 € – 6 €']],
      columns: [
        { target: 'name' },
        { target: 'email' },
        { target: 'data', key: 'Numéro d’œuvre – €' },
      ],
    });
    const { rows } = await asOwner.mapped(found.id, { columns: found.columns });
    expect(rows[0]?.lead).toMatchObject({ name: 'L’Hœst', data });
    await asOwner.sendStart(found.id);
    await run(found.id);
    expect(await leadsOf(found.id)).toMatchObject([{ name: 'L’Hœst', data }]);
  });

  test('of the same file changes nothing, whatever its encoding and delimiter', async () => {
    const rows = rowsOf(20).map((row) => `${row};é`);
    const content = [`${HEADER};Note`, ...rows].join('\n');
    expect((await importAll(content)).created_count).toBe(20);
    const events = await countEvents();
    for (const again of [content, `\ufeff${content}`, latin(content.replaceAll(';', ','))]) {
      const done = await importAll(again);
      expect(done).toMatchObject({ created_count: 0, unchanged_count: 20, status: 'succeeded' });
    }
    expect(await countEvents()).toBe(events);
  });

  test('takes a row that comes twice once', async () => {
    const [row = ''] = rowsOf(1);
    const others = rowsOf(1_200);
    const done = await importAll(fileOf([row, ` ${row} `, ...others, row]));
    expect(done).toMatchObject({ created_count: 1_201, unchanged_count: 2, error_count: 0 });
  });

  test('reads statuses by code and by label, and refuses the one of conversion', async () => {
    const [one = '', two = '', three = '', four = ''] = rowsOf(4);
    const done = await importAll(
      [
        `${HEADER};Statut`,
        `${one};contacted`,
        `${two};Qualifié`,
        `${three};Converti`,
        `${four};`,
      ].join('\n'),
    );
    expect(done).toMatchObject({ created_count: 3, error_count: 1 });
    expect((await leadsOf(done.id)).map(({ status }) => status)).toEqual([
      'contacted',
      'qualified',
      'new',
    ]);
  });

  test('goes on after the rows of a dead worker, and repeats none', async () => {
    const { id } = await asOwner.started(fileOf(rowsOf(2_300)));
    await activities.countLeadImportRows(inputOf(id));
    // Two workers have the same part: one of them was believed dead.
    const both = await Promise.all([
      activities.importLeadRows(inputOf(id)),
      activities.importLeadRows(inputOf(id)),
    ]);
    expect(both.some(({ isDone }) => isDone)).toBe(true);
    const events = await countEvents();
    const again = await activities.importLeadRows(inputOf(id));
    expect(again).toMatchObject({ status: 'succeeded', rowOffset: 2_300 });
    expect(await countEvents()).toBe(events);
    expect(await leadsOf(id)).toHaveLength(2_300);
    expect(await asOwner.read(id)).toMatchObject({ created_count: 2_300, done_count: 2_300 });
  });

  test('that fails within a batch leaves nothing of the batch', async () => {
    const { id } = await asOwner.started(fileOf(rowsOf(1_500)));
    await api.superuser.unsafe(`
      create function refuse_row() returns trigger language plpgsql as
        $$ begin raise exception 'no'; end $$;
      create trigger refuse before insert on leads for each row
        when (new.name like '%-1200') execute function refuse_row();
    `);
    await expect(activities.importLeadRows(inputOf(id))).rejects.toThrow();
    expect(await leadsOf(id)).toHaveLength(1_000);
    expect(await asOwner.read(id)).toMatchObject({ done_count: 1_000, created_count: 1_000 });
    await api.superuser.unsafe('drop trigger refuse on leads; drop function refuse_row()');
    expect(await run(id)).toMatchObject({ done_count: 1_500, created_count: 1_500 });
  });

  test('that is cancelled creates nothing more', async () => {
    const { id } = await asOwner.started(fileOf(rowsOf(10)));
    expect((await asOwner.cancel(id)).status).toBe(200);
    expect((await asOwner.cancel(id)).status).toBe(200);
    expect(await activities.importLeadRows(inputOf(id))).toMatchObject({ status: 'cancelled' });
    expect(await leadsOf(id)).toEqual([]);
    const ended = await importAll(fileOf(rowsOf(1)));
    expect((await asOwner.cancel(ended.id)).status).toBe(409);
  });

  test('of a file that ends in the middle of a cell keeps the rows before, and fails', async () => {
    const rows = rowsOf(30); // more than an upload looks at
    const done = await importAll(`${fileOf(rows)}\r\n"Dumitru;sans fin`);
    expect(done).toMatchObject({
      status: 'failed',
      error_code: 'unreadable',
      created_count: 30,
    });
  });

  test('takes fewer rows at once if each is sent to many webhooks', async () => {
    const answer = await api.request('/api/webhooks', {
      key: company.owner.key,
      body: { name: 'CRM', url: 'https://crm.example.com/leads', events: ['LeadCreated'] },
    });
    const webhook = await answerOf(answer, 201, WebhookOut);
    const columns = api.superuser`
      company_id, user_id, name, url, events, attempt_count_max, is_active, secret_encrypted,
      headers_encrypted
    `;
    await api.superuser`
      insert into webhooks (${columns})
      select ${columns} from webhooks, generate_series(1, 99) where id = ${webhook.id}
    `;
    const done = await importAll(fileOf(rowsOf(600)));
    await api.superuser`update webhooks set deleted_at = now(), is_active = false`;
    expect(done).toMatchObject({ status: 'succeeded', created_count: 600 });
    expect(await countBatches(done.id)).toBe(2);
  });

  test('of a row of nothing but delimiters keeps the rows before, and fails', async () => {
    const rows = rowsOf(3);
    const done = await importAll(`${fileOf(rows)}\r\n${';'.repeat(4 * 1024 * 1024)}\r\n`);
    expect(done).toMatchObject({
      status: 'failed',
      error_code: 'unreadable',
      created_count: 3,
    });
  });

  test('leaves out the empty cells after the columns, and refuses others', async () => {
    const [first = '', second = '', ...others] = rowsOf(4);
    const tail = ';'.repeat(1000);
    const done = await importAll(fileOf([...others, `${first}${tail}`, `${second}${tail}x`]));
    expect(done).toMatchObject({ status: 'succeeded', created_count: 3, error_count: 1 });
    const [row] = await api.superuser`
      select errors, jsonb_array_length(cells) as count from lead_import_errors
      where import_id = ${done.id}
    `;
    expect(row).toEqual({ errors: [{ column: null, code: 'too_many_cells' }], count: 201 });
  });

  test('takes fewer rows at once if they are long', async () => {
    const rows = rowsOf(60).map((row) => `${row};${'mot '.repeat(12_000)}`);
    const done = await importAll([`${HEADER};Notes`, ...rows].join('\r\n'));
    // Each note is too long for a lead; the rows are stored with their errors.
    expect(done).toMatchObject({ status: 'succeeded', error_count: 60 });
    expect(await countBatches(done.id)).toBe(3);
  });

  test('whose file is gone fails', async () => {
    const { id } = await asOwner.started(fileOf(rowsOf(3)));
    await api.superuser`update lead_imports set file_hash = ${'f'.repeat(64)} where id = ${id}`;
    expect(await run(id)).toMatchObject({ status: 'failed', error_code: 'file_gone' });
  });

  test('whose run ended fails once', async () => {
    const { id } = await asOwner.started(fileOf(rowsOf(3)));
    expect(await activities.failLeadImport(inputOf(id))).toMatchObject({ status: 'failed' });
    expect(await activities.failLeadImport(inputOf(id))).toMatchObject({ status: 'failed' });
    const told = await api.superuser`select 1 from notifications where subject_id = ${id}`;
    expect(told.count).toBe(1);
  });
});

describe('the errors', () => {
  const tableOf = (text: string, delimiter: string): string[][] =>
    z.array(z.array(z.string())).parse(parse(text, { bom: true, delimiter }));
  const rows = [
    'Nom;E-mail;Téléphone;Note',
    'Marie;pas une adresse;12;=HYPERLINK("http://mal.example")',
    'Paul;paul.erreurs@example.com;;ok',
    ';;;seulement une note',
    'Jean;jean.erreurs@example.com;;"+33;@x";trop',
  ];

  test('are a CSV with the numbers of the rows, the reasons and the cells, without formulas', async () => {
    const done = await importAll(rows.join('\n'));
    expect(done).toMatchObject({ created_count: 1, error_count: 3 });
    const answer = await asOwner.errors(done.id);
    expect(answer.headers.get('Content-Type')).toContain('text/csv');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf'); // Excel needs the BOM
    const text = bytes.subarray(3).toString();
    expect(text.split('\r\n')[0]).toBe('Ligne;Motif;Nom;E-mail;Téléphone;Note');
    const table = tableOf(text, ';');
    expect(table).toEqual([
      ['Ligne', 'Motif', 'Nom', 'E-mail', 'Téléphone', 'Note'],
      [
        '2',
        'E-mail : adresse e-mail non valide, Téléphone : numéro de téléphone non valide',
        'Marie',
        'pas une adresse',
        '12',
        `'=HYPERLINK("http://mal.example")`,
      ],
      ['4', 'ni nom, ni e-mail, ni téléphone, ni société', '', '', '', 'seulement une note'],
      [
        '5',
        'plus de cellules que de colonnes',
        'Jean',
        'jean.erreurs@example.com',
        '',
        expect.stringContaining('33'),
      ],
    ]);
    expect(text).not.toMatch(/(?:^|[;,"\r\n])[=+@-]/m);
    const again = await asOwner.uploaded(text);
    expect(again.columns.slice(0, 3)).toEqual([
      { target: 'ignore' },
      { target: 'ignore' },
      { target: 'name' },
    ]);
  });

  test('of a file whose columns are formulas have no formula in their header', async () => {
    const done = await importAll('=cmd();E-mail\nx;faux\n');
    const text = await (await asOwner.errors(done.id)).text();
    expect(text.split('\r\n')[0]).toBe("Ligne;Motif;'=cmd();E-mail");
  });

  test.each([',', '\t'] as const)('are separated by %j if the file was', async (delimiter) => {
    const cells = [
      ['Nom', 'E-mail'],
      ['Roy, "Guy"\tet fils', 'faux'],
    ];
    const content = stringify(cells, { delimiter });
    const done = await importAll(content);
    const table = tableOf(await (await asOwner.errors(done.id)).text(), delimiter);
    expect(table[0]).toEqual(['Ligne', 'Motif', 'Nom', 'E-mail']);
    expect(table[1]?.slice(2)).toEqual(cells[1]);
  });

  test('have English names for a user of the English console', async () => {
    const done = await importAll('Nom;E-mail\nx;faux\n');
    await api.superuser`update users set locale = 'en' where id = ${company.owner.id}`;
    const text = await (await asOwner.errors(done.id)).text();
    await api.superuser`update users set locale = 'fr' where id = ${company.owner.id}`;
    expect(tableOf(text, ';')).toEqual([
      ['Row', 'Reason', 'Nom', 'E-mail'],
      ['2', 'E-mail: not an e-mail address', 'x', 'faux'],
    ]);
  });

  test('once corrected are imported, and what is still wrong has its new reason only', async () => {
    const [row = ''] = rowsOf(1);
    const done = await importAll(
      `${HEADER};Motif\n${row.replace('@', '(at)')};promo\nRoy;faux;;salon\n`,
    );
    const text = await (await asOwner.errors(done.id)).text();
    const corrected = text.replace('(at)', '@');
    const again = await importAll(corrected);
    expect(again).toMatchObject({ created_count: 1, error_count: 1 });
    expect((await leadsOf(again.id)).map(({ data }) => data)).toEqual([{ Motif: 'promo' }]);
    expect(tableOf(await (await asOwner.errors(again.id)).text(), ';')).toEqual([
      ['Ligne', 'Motif', 'Nom', 'E-mail', 'Téléphone', 'Motif'],
      ['3', 'E-mail : adresse e-mail non valide', 'Roy', 'faux', '', 'salon'],
    ]);
  });
});

describe('the reach of imports', () => {
  test('is the call centre for a supervisor, and nothing for an agent', async () => {
    const mine = await asSupervisor.uploaded(fileOf(rowsOf(1)));
    expect(mine.call_centre_id).toBe(company.callCentreId);
    const others = [importsAs(api, paris.supervisor.key), importsAs(api, otherCompany.owner.key)];
    for (const other of others) {
      const answers = await Promise.all([
        other.send(mine.id),
        other.sendMapping(mine.id, { columns: mine.columns }),
        other.sendStart(mine.id),
        other.cancel(mine.id),
        other.errors(mine.id),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
      const { data } = await answerOf(await other.list(), 200, pageOf(LeadImportSummaryOut));
      expect(data.filter(({ id }) => id === mine.id)).toEqual([]);
    }
    const agent = importsAs(api, company.agents[0].key);
    expect((await agent.upload(fileOf(rowsOf(1)))).status).toBe(403);
    expect((await agent.list()).status).toBe(403);
    const listed = await answerOf(await asOwner.list(), 200, pageOf(LeadImportSummaryOut));
    expect(listed.data.map(({ id }) => id)).toContain(mine.id);
  });

  test('shows the first rows of its file on its own page, not in the list', async () => {
    const { id, sample } = await asOwner.uploaded('E-mail\r\nsecrete@visiteurs.example\r\n');
    expect(sample).toEqual([['secrete@visiteurs.example']]);
    expect((await asOwner.read(id)).sample).toEqual(sample);
    const listed = await (await asOwner.list()).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain('secrete@visiteurs.example');
    await asOwner.cancel(id);
  });

  test('keeps the leads of a supervisor in their call centre', async () => {
    const { id, columns } = await asSupervisor.uploaded(fileOf(rowsOf(2)));
    const elsewhere = { columns, call_centre_id: paris.id };
    expect((await asSupervisor.sendMapping(id, elsewhere)).status).toBe(422);
    await asSupervisor.mapped(id, { columns, call_centre_id: null });
    expect((await asSupervisor.sendStart(id)).status).toBe(202);
    await run(id);
    const found = await leadsAs(api, company.agents[0].key).list(`?import_id=${id}`);
    expect(z.object({ data: z.array(z.unknown()) }).parse(await found.json()).data).toHaveLength(2);
    const hidden = await leadsAs(api, paris.agent.key).list(`?import_id=${id}`);
    expect(z.object({ data: z.array(z.unknown()) }).parse(await hidden.json()).data).toEqual([]);
  });
});

test('a company uploads up to two hundred files within a day, also if it cancels them', async () => {
  const asOther = importsAs(api, otherCompany.owner.key);
  const content = fileOf(rowsOf(1));
  const { id } = await asOther.uploaded(content);
  expect((await asOther.cancel(id)).status).toBe(200);
  await api.superuser`
    insert into lead_imports (
      id, company_id, user_id, file_name, file_hash, file_size_bytes, format, status
    )
    select new_uuid_v7(), company_id, user_id, file_name, file_hash, file_size_bytes, format, status
    from lead_imports, generate_series(3, ${UPLOADS_PER_DAY_MAX}::integer)
    where id = ${id}
  `;
  const answers = await Promise.all([1, 2, 3].map(() => asOther.upload(content)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.toSorted((left, right) => left - right)).toEqual([201, 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await asOwner.upload(content)).status, 'of another company').toBe(201);
});
