import { z } from 'zod';
import type { FeedView } from '../../domain/notifications/feed.ts';
import type { NotificationSubject } from '../../domain/notifications/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { NotificationRow, selectNotification } from './records.ts';
import { parseRows } from '../shared/rows.ts';

/** A user's own notifications, newest first. */
export const listFeed = async (
  { sql, actor }: Transaction,
  input: { userId: number; view: FeedView; beforeId: number | undefined; limit: number },
): Promise<NotificationRow[]> =>
  parseRows(
    NotificationRow,
    await sql`
      ${selectNotification(sql)}
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.user_id = ${input.userId}::bigint
        ${viewCondition(sql, input.view)}
        ${input.beforeId === undefined ? sql`` : sql`and notifications.id < ${input.beforeId}::bigint`}
      order by notifications.id desc
      limit ${input.limit}::integer
    `,
  );

const viewCondition = (sql: Transaction['sql'], view: FeedView) => {
  switch (view) {
    case 'all':
      return sql``;
    case 'unread':
      return sql`and notifications.read_at is null`;
    case 'handled':
      return sql`and notifications.handled_at is not null`;
  }
};

const ReadIds = z.object({ id: z.number() });

/** Marks a user's notifications about an action or a record as read. Twice: nothing is left to mark. Out: their ids. */
export const markReadAbout = async (
  { sql, actor }: Transaction,
  input: { userId: number; subject: NotificationSubject },
): Promise<number[]> =>
  parseRows(
    ReadIds,
    await sql`
      update notifications
      set read_at = now()
      where company_id = ${actor.companyId}::bigint
        and user_id = ${input.userId}::bigint
        and read_at is null
        and subject_type = ${input.subject.type}::text
        and subject_id = ${subjectId(sql, actor.companyId, input.subject)}
      returning id
    `,
  ).map(({ id }) => id);

const subjectId = (sql: Transaction['sql'], companyId: number, subject: NotificationSubject) =>
  subject.type !== 'entity'
    ? sql`${String(subject.id)}::text`
    : sql`(
        select entities.id::text
        from entities
        where entities.company_id = ${companyId}::bigint
          and entities.type = ${subject.entity_type}::text
          and entities.ref = ${subject.ref}::text
      )`;
