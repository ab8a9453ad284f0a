/**
 * Goal: notifications are read by day, failures first, and the successes of a day are one entry. Method:
 * the rule by itself, and the route in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FeedDayOut, groupByDay, keepWholeDays } from '../../src/domain/notifications/feed.ts';
import type { NotificationLevel } from '../../src/domain/shared/declare-event.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertNotification } from '../support/rows/notifications.ts';

const at = (created_at: string, level: NotificationLevel) => ({ created_at, level });

describe('grouping', () => {
  test('puts failures before the successes of the same day, which are one entry', () => {
    const success = at('2026-03-02T10:00:00Z', 'success');
    const failure = at('2026-03-02T09:00:00Z', 'error');
    const warning = at('2026-03-02T09:30:00Z', 'warning');
    expect(groupByDay([success, warning, failure, success], 'UTC')).toEqual([
      {
        day: '2026-03-02',
        entries: [
          { kind: 'notification', notification: failure },
          { kind: 'notification', notification: warning },
          { kind: 'successes', notifications: [success, success] },
        ],
      },
    ]);
  });

  test('shows a success that is alone as itself', () => {
    const success = at('2026-03-02T10:00:00Z', 'success');
    expect(groupByDay([success], 'UTC')[0]?.entries).toEqual([
      { kind: 'notification', notification: success },
    ]);
  });

  test('begins a day at midnight in the time zone of the reader', () => {
    const late = at('2026-03-01T23:30:00Z', 'success');
    const early = at('2026-03-01T22:30:00Z', 'success');
    expect(groupByDay([late, early], 'Europe/Paris').map(({ day }) => day)).toEqual([
      '2026-03-02',
      '2026-03-01',
    ]);
    expect(groupByDay([late, early], 'UTC')).toHaveLength(1);
  });

  test('ends a page with a whole day, unless it is the only one', () => {
    const today = at('2026-03-02T10:00:00Z', 'success');
    const yesterday = at('2026-03-01T10:00:00Z', 'success');
    expect(keepWholeDays([today, today, yesterday], 'UTC')).toEqual([today, today]);
    expect(keepWholeDays([today, today], 'UTC')).toEqual([today, today]);
  });
});

describe('GET /api/v1/notifications/feed', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  const Page = pageOf(FeedDayOut);
  const read = async (query: string) => {
    const answer = await api.request(`/api/v1/notifications/feed?${query}`, {
      key: api.company.owner.key,
    });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return Page.parse(await answer.json());
  };

  test('counts all successes of a day on one page, and continues with the day before', async () => {
    const { id: userId } = api.company.owner;
    const tell = async (daysAgo: number, level: NotificationLevel) => {
      const id = await insertNotification(api.superuser, {
        companyId: api.company.id,
        userId,
        level,
      });
      await api.superuser`
        update notifications set created_at = date_trunc('day', now()) + interval '1 hour'
          - make_interval(days => ${daysAgo}) where id = ${id}
      `;
    };
    for (const _ of [1, 2]) await tell(1, 'success');
    for (const _ of [1, 2, 3]) await tell(0, 'success');
    await tell(0, 'error');
    const first = await read('limit=5');
    expect(first.data).toHaveLength(1);
    expect(first.data[0]?.entries).toMatchObject([
      { kind: 'notification', notification: { level: 'error' } },
      { kind: 'successes', notifications: [{}, {}, {}] },
    ]);
    const second = await read(`limit=5&cursor=${first.next_cursor}`);
    expect(second.data[0]?.entries).toMatchObject([{ notifications: [{}, {}] }]);
    expect(second.next_cursor).toBeNull();
    expect((await read('view=handled')).data).toEqual([]);
  });
});
