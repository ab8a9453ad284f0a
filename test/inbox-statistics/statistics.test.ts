/**
 * Goal: the figures of the inbox are those that one counts by hand, within the reader's reach.
 * Method: the api in-process; conversations and messages of the past are inserted by the superuser.
 */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InboxStatisticsOut } from '../../src/domain/inbox-statistics/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { foldersAs } from '../support/inbox-folders.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const paris = await addCentre(api, company);
const [agent] = company.agents;
const folder = await foldersAs(api, company.owner.key).create('Devis', null, { colour: 'moss' });

interface Sample {
  began: string;
  callCentreId?: number | null;
  folderId?: number | null;
  assignedTo?: number | null;
  status?: string;
  isNewsletter?: boolean;
  isDeleted?: boolean;
  reply?: [seconds: number, business: number];
  resolution?: [seconds: number, business: number];
  /** Direction, instant and status of its messages. */
  messages?: [direction: 'in' | 'out', at: string, status?: string][];
}

const insert = async (sample: Sample, companyId = company.id): Promise<void> => {
  const { reply, resolution } = sample;
  const [row] = await api.superuser`
    insert into conversations (
      company_id, call_centre_id, channel, folder_id, assigned_to, status, is_newsletter,
      first_inbound_at, first_reply_seconds, first_reply_business_seconds, resolution_seconds,
      resolution_business_seconds, deleted_at
    )
    values (
      ${companyId}, ${sample.callCentreId ?? null}, 'email', ${sample.folderId ?? null},
      ${sample.assignedTo ?? null}, ${sample.status ?? 'nouveau'}, ${sample.isNewsletter ?? false},
      ${sample.began}, ${reply?.[0] ?? null}, ${reply?.[1] ?? null}, ${resolution?.[0] ?? null},
      ${resolution?.[1] ?? null}, ${sample.isDeleted === true ? api.superuser`now()` : null}
    )
    returning id
  `;
  for (const [direction, at, status] of sample.messages ?? [['in', sample.began]]) {
    await api.superuser`
      insert into messages (company_id, conversation_id, channel, direction, occurred_at, status)
      values (
        ${companyId}, ${String(row?.['id'])}, 'email', ${direction}, ${at}, ${status ?? null}
      )
    `;
  }
};

beforeAll(async () => {
  await insert({
    began: '2026-03-02T09:00:00Z',
    callCentreId: company.callCentreId,
    folderId: folder.id,
    assignedTo: agent.id,
    status: 'resolu',
    reply: [600, 600],
    resolution: [7200, 3600],
    messages: [
      ['in', '2026-03-02T09:00:00Z'],
      ['out', '2026-03-02T09:10:00Z', 'sent'],
      ['out', '2026-03-02T09:20:00Z', 'failed'],
      ['out', '2026-03-02T09:30:00Z', 'queued'],
      ['in', '2026-03-10T09:00:00Z'],
      // With another mail client.
      ['out', '2026-03-10T10:00:00Z'],
    ],
  });
  await insert({
    began: '2026-03-02T23:30:00Z',
    callCentreId: paris.id,
    reply: [1200, 300],
    status: 'archive',
    resolution: [3600, 0],
  });
  await insert({ began: '2026-03-03T08:00:00Z', reply: [6000, 900] });
  await insert({ began: '2026-04-01T08:00:00Z' });
  await insert({ began: '2026-03-04T08:00:00Z', status: 'spam' });
  await insert({ began: '2026-03-04T08:00:00Z', isNewsletter: true });
  await insert({ began: '2026-03-04T08:00:00Z', isDeleted: true });
  await insert({ began: '2026-03-04T08:00:00Z' }, otherCompany.id);
});

const MARCH = 'from=2026-03-01&to=2026-03-31';
const read = async (query: string, key = company.owner.key) =>
  answerOf(await api.request(`/inbox/stats?${query}`, { key }), 200, InboxStatisticsOut);

describe('GET /inbox/stats', () => {
  test('counts what began, arrived and was sent in the range, without spam, newsletters and deleted ones', async () => {
    const march = await read(MARCH);
    expect(march).toMatchObject({
      from: '2026-03-01',
      to: '2026-03-31',
      conversation_count: 3,
      received_count: 4,
      sent_count: 2,
      resolved_count: 2,
    });
    expect(march.resolution_rate).toBeCloseTo(2 / 3);
    expect(march.periods).toHaveLength(31);
  });

  test('gives mean and median of the times, by the clock and in business hours', async () => {
    expect(await read(MARCH)).toMatchObject({
      first_reply: {
        count: 3,
        mean_seconds: 2600,
        median_seconds: 1200,
        business_mean_seconds: 600,
        business_median_seconds: 600,
      },
      resolution: {
        count: 2,
        mean_seconds: 5400,
        median_seconds: 3600,
        business_mean_seconds: 1800,
      },
    });
    expect(await read('from=2026-05-01&to=2026-05-02')).toMatchObject({
      resolution_rate: null,
      first_reply: { count: 0, mean_seconds: null, median_seconds: null },
    });
  });

  test('a day begins at midnight of the time zone, a week on Monday, a month on the first', async () => {
    const dayOf = async (zone: string, day: string) =>
      (await read(`${MARCH}&time_zone=${zone}`)).periods.find(({ since }) => since === day);
    expect(await dayOf('UTC', '2026-03-02')).toMatchObject({ conversation_count: 2 });
    expect(await dayOf('Europe/Paris', '2026-03-02')).toMatchObject({
      conversation_count: 1,
      received_count: 1,
      sent_count: 1,
    });
    expect(await dayOf('Asia/Kathmandu', '2026-03-03')).toMatchObject({ conversation_count: 2 });
    const weeks = await read(`${MARCH}&step=week`);
    expect(weeks.periods.map(({ since }) => since)).toEqual([
      '2026-02-23',
      '2026-03-02',
      '2026-03-09',
      '2026-03-16',
      '2026-03-23',
      '2026-03-30',
    ]);
    expect(weeks.periods[2]).toMatchObject({ received_count: 1, sent_count: 1 });
    const months = await read('from=2026-03-01&to=2026-04-30&step=month');
    expect(months.periods).toMatchObject([
      { since: '2026-03-01', conversation_count: 3 },
      { since: '2026-04-01', conversation_count: 1 },
    ]);
  });

  test('spreads conversations by folder, status, channel and agent', async () => {
    const march = await read(MARCH);
    expect(march.by_folder).toEqual([
      { folder_id: null, name: null, count: 2 },
      { folder_id: folder.id, name: 'Devis', count: 1 },
    ]);
    expect(march.by_status).toContainEqual({ status: 'spam', count: 1 });
    expect(march.by_status.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(march.by_channel).toEqual([{ channel: 'email', count: 3 }]);
    expect(march.by_agent.map(({ user_id: id, count }) => [id, count])).toEqual([
      [null, 2],
      [agent.id, 1],
    ]);
  });

  test('filters by folder, channel, call centre and assignee', async () => {
    const countWith = async (filter: string) =>
      (await read(`${MARCH}&${filter}`)).conversation_count;
    expect(await countWith(`folder_id=${folder.id}`)).toBe(1);
    expect(await countWith('folder_id=none')).toBe(2);
    expect(await countWith('channel=sms')).toBe(0);
    expect(await countWith(`call_centre_id=${paris.id}`)).toBe(1);
    expect(await countWith(`assigned_to=${agent.id}`)).toBe(1);
    expect(await countWith('assigned_to=none')).toBe(2);
    expect((await read(`${MARCH}&folder_id=${folder.id}`)).received_count).toBe(2);
  });

  test('a supervisor counts their centre and what is shared; another company sees its own', async () => {
    const counts = async (key: string) => (await read(MARCH, key)).conversation_count;
    expect(await counts(company.supervisor.key)).toBe(2);
    expect(await counts(paris.supervisor.key)).toBe(2);
    expect(await counts(otherCompany.owner.key)).toBe(1);
    expect((await api.request('/inbox/stats', { key: agent.key })).status).toBe(403);
  });

  test('refuses a range that is reversed, too long or in no time zone', async () => {
    const faultsOf = async (query: string) =>
      (await refusalOf(await api.request(`/inbox/stats?${query}`, { key: company.owner.key })))
        .faults;
    expect(await faultsOf('from=2026-03-02&to=2026-03-01')).toEqual([
      'to: expected an instant after from',
    ]);
    expect(await faultsOf('from=2020-01-01&to=2026-03-01')).toEqual(['to: at most 1100']);
    expect(await faultsOf('from=2026-02-30')).toHaveLength(1);
  });

  test('without days it gives the last thirty', async () => {
    const { periods, to } = await read('');
    expect(periods).toHaveLength(30);
    expect(periods.at(-1)?.since).toBe(to);
  });
});

test('GET /inbox/stats/export gives the periods and each distribution as CSV', async () => {
  const march = await read(MARCH);
  const answer = await api.request(`/inbox/stats/export?${MARCH}&step=month`, {
    key: company.owner.key,
  });
  expect(answer.headers.get('Content-Type')).toContain('text/csv');
  expect(parse(await answer.text(), { bom: true })).toEqual([
    ['table', 'key', 'name', 'received_count', 'sent_count', 'conversation_count'],
    ['period', '2026-03-01', '', '4', '2', '3'],
    ['folder', '', '', '', '', '2'],
    ['folder', String(folder.id), 'Devis', '', '', '1'],
    ...march.by_status.map(({ status, count }) => ['status', status, '', '', '', String(count)]),
    ['channel', 'email', '', '', '', '3'],
    ['agent', '', '', '', '', '2'],
    ['agent', String(agent.id), march.by_agent[1]?.name, '', '', '1'],
  ]);
});
