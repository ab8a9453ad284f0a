/**
 * Goal: a company's leads have the statuses that its owners chose, and no lead is left with a status that
 * does not exist. Method: the whole api in-process on real Postgres.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { LeadStatusesOut, LeadStatusUsageOut } from '../../src/domain/lead-statuses/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { inCompany } from '../../src/platform/database.ts';
import { convertedStatus, initialStatus } from '../../src/services/lead-statuses.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import { createForm, leadsOf, send, sent, VISITOR } from '../support/forms.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  ({ owner } = api.company);
});
afterAll(() => api.stop());
afterEach(async () => {
  await api.superuser`delete from leads`;
  await replace([]);
});

const PATH = '/api/v1/lead-statuses';
const put = (statuses: object[], key = owner.key): Promise<Response> =>
  api.request(PATH, { method: 'PUT', key, body: { statuses } });
const replace = async (statuses: object[]) => answerOf(await put(statuses), 200, LeadStatusesOut);
const read = async (key = owner.key) =>
  answerOf(await api.request(PATH, { key }), 200, LeadStatusesOut);

const FRESH = { code: 'fresh', label: 'À traiter', tone: 'info', role: 'initial' };
const WON = { code: 'won', label: 'Gagné', tone: 'good', role: 'converted' };

const insertLead = (status: string) => api.superuser`
  insert into leads (company_id, source, status, data)
  values (${api.company.id}, 'api', ${status}, '{}')
`;

describe('the statuses of leads', () => {
  test('are five by default, in French and English, for every role', async () => {
    const found = await read(api.company.agents[0].key);
    expect(found.is_default).toBe(true);
    expect(found.statuses.map(({ code, role }) => [code, role])).toEqual([
      ['new', 'initial'],
      ['contacted', null],
      ['qualified', null],
      ['converted', 'converted'],
      ['lost', null],
    ]);
    expect(found.statuses[0]?.labels).toEqual({ fr: 'Nouveau', en: 'New' });
  });

  test('are those that an owner saved, and leave the neighbour alone', async () => {
    const saved = await replace([FRESH, { ...WON, label: 'Gagné !' }]);
    expect(saved).toEqual(await read());
    expect(saved.statuses.map(({ label }) => label)).toEqual(['À traiter', 'Gagné !']);
    expect((await read(api.otherCompany.owner.key)).is_default).toBe(true);
  });

  test('keep both languages where the label is still the default one', async () => {
    const { statuses } = await replace([
      { code: 'new', label: 'New', tone: 'info', role: 'initial' },
      WON,
    ]);
    expect(statuses.map(({ labels }) => labels)).toEqual([{ fr: 'Nouveau', en: 'New' }, null]);
  });

  test.each([
    ['no initial status', [WON], ['statuses: exactly one status must have the role initial']],
    [
      'two converted ones',
      [FRESH, WON, { ...WON, code: 'sold' }],
      ['statuses: exactly one status must have the role converted'],
    ],
    [
      'a code given twice',
      [FRESH, WON, { ...FRESH, role: null }],
      ['statuses.2.code: given more than once'],
    ],
  ])('are refused with %s', async (_, statuses, faults) => {
    expect(await refusalOf(await put(statuses))).toEqual({
      status: 422,
      code: 'validation_failed',
      faults,
    });
  });

  test('can not lose one that leads have: the answer names it and their number', async () => {
    await insertLead('qualified');
    await insertLead('qualified');
    await insertLead('lost');
    expect(await refusalOf(await put([FRESH, WON]))).toEqual({
      status: 409,
      code: 'conflict',
      faults: [
        'statuses: 2 leads have the status qualified',
        'statuses: 1 lead has the status lost',
      ],
    });
    expect((await read()).is_default).toBe(true);
    const usage = await api.request(`${PATH}/usage`, { key: owner.key });
    expect((await answerOf(usage, 200, LeadStatusUsageOut)).data).toEqual([
      { code: 'qualified', count: 2 },
      { code: 'lost', count: 1 },
    ]);
  });

  test('can not return to the default ones while a lead has another', async () => {
    await replace([FRESH, WON]);
    await insertLead('fresh');
    expect((await refusalOf(await put([]))).status).toBe(409);
    expect((await read()).is_default).toBe(false);
  });

  test('give new leads the initial one, under whatever code', async () => {
    await replace([FRESH, WON]);
    const form = await createForm(api);
    await sent(await send(api, form, VISITOR));
    expect(await leadsOf(api, form)).toMatchObject([{ status: 'fresh' }]);
    const actor = { companyId: api.company.id, userId: null };
    const codes = inCompany(api.database, actor, async (tx) => [
      await initialStatus(tx),
      await convertedStatus(tx),
    ]);
    expect(await codes).toEqual(['fresh', 'won']);
  });

  test('do not change under a lead that is being created', async () => {
    const actor = { companyId: api.company.id, userId: null };
    let change: Promise<Response> | undefined;
    await inCompany(api.database, actor, async (tx) => {
      const status = await initialStatus(tx);
      change = put([FRESH, WON]);
      await isWaitingForLock();
      await tx.sql`
        insert into leads (company_id, source, status, data)
        values (${api.company.id}::bigint, 'api', ${status}::text, '{}')
      `;
    });
    const refusal = change && (await refusalOf(await change));
    expect(refusal?.faults).toEqual(['statuses: 1 lead has the status new']);
  });

  test('are audited with the list before and after', async () => {
    await replace([FRESH, WON]);
    await api.sealFacts();
    const trail = await answerOf(
      await api.request('/api/v1/audit?operation=lead_statuses.replace&limit=1', {
        key: owner.key,
      }),
      200,
      pageOf(AuditEntryOut),
    );
    expect(trail.data[0]).toMatchObject({
      before: { is_default: true },
      after: { is_default: false, statuses: [{ code: 'fresh' }, { code: 'won' }] },
    });
  });
});

/** The change of statuses waits for the transaction that uses them. */
const isWaitingForLock = () =>
  until('a lock that is waited for', async () => {
    const rows = await api.superuser`
      select 1 from pg_locks
      where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())
    `;
    return rows.length > 0;
  });
