import { z } from '@hono/zod-openapi';
import {
  FeedDayOut,
  FeedQuery,
  groupByDay,
  keepWholeDays,
} from '../../domain/notifications/feed.ts';
import { NotificationSubjectIn } from '../../domain/notifications/shapes.ts';
import { CountOut, decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { listFeed, markReadAbout } from '../../queries/notifications/feed.ts';
import { emitRead, notificationOut } from './endpoints.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Own notifications as people read them, and what opening a page makes read. */

export const notificationFeedEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'notifications.feed',
      method: 'get',
      path: '/api/v1/notifications/feed',
      permission: 'notifications:read',
      summary: 'Own notifications by day, failures first, the successes of a day together',
      query: FeedQuery,
      status: 200,
      answer: pageOf(FeedDayOut),
    },
    async ({ query: { view, limit, cursor, time_zone: timeZone }, caller, read }) => {
      const rows = await read((tx) =>
        listFeed(tx, {
          userId: caller.userId,
          view,
          beforeId: decodeCursor(cursor, z.number()),
          limit: limit + 1,
        }),
      );
      const all = rows.map(notificationOut);
      const shown = all.length > limit ? keepWholeDays(all.slice(0, limit), timeZone) : all;
      const { next_cursor } = toPage(all, shown.length, ({ id }) => id);
      return { body: { data: groupByDay(shown, timeZone), next_cursor } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'notifications.read_subject',
      method: 'post',
      path: '/api/v1/notifications/read',
      permission: 'notifications:update',
      summary: 'Mark own notifications about an action or a record as read: its page was opened',
      body: NotificationSubjectIn,
      sample: { subject: { type: 'action', id: '0198c0de-0000-7000-8000-000000000000' } },
      status: 200,
      answer: CountOut,
    },
    async ({ body: { subject }, caller: { userId }, write }) =>
      write(async (tx) => {
        const ids = await markReadAbout(tx, { userId, subject });
        for (const id of ids) emitRead(tx, id);
        return { body: { count: ids.length } };
      }),
  ),
];
