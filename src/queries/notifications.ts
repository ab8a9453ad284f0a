import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { ENTITY_TYPES } from '../domain/entities/types.ts';
import { NOTIFICATION_LEVELS, type NotificationLevel } from '../domain/notifications/shapes.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const NotificationRow = z.object({
  id: z.number(),
  categorie: z.string(),
  type: z.string(),
  titre: z.string(),
  message: z.string(),
  level: z.enum(NOTIFICATION_LEVELS),
  entite_type: z.enum(ENTITY_TYPES).nullable(),
  entite_ref: z.string().nullable(),
  action_id: z.string().nullable(),
  read_at: z.date().nullable(),
  created_at: z.date(),
});
export type NotificationRow = z.infer<typeof NotificationRow>;

const selectNotification = (sql: Transaction['sql']) => sql`
  select notifications.id, notifications.categorie, notifications.type, notifications.titre,
    notifications.message, notifications.level, entities.type as entite_type,
    entities.ref as entite_ref, notifications.action_id, notifications.read_at,
    notifications.created_at
  from notifications
  left join entities
    on entities.company_id = notifications.company_id and entities.id = notifications.entity_id
`;

export const listNotifications = async (
  { sql, actor }: Transaction,
  input: {
    userId: number;
    isRead: boolean | undefined;
    beforeId: number | undefined;
    limit: number;
  },
): Promise<NotificationRow[]> =>
  parseRows(
    NotificationRow,
    await sql`
      ${selectNotification(sql)}
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.user_id = ${input.userId}::bigint
        ${input.isRead === undefined ? sql`` : sql`and (notifications.read_at is not null) = ${input.isRead}::boolean`}
        ${input.beforeId === undefined ? sql`` : sql`and notifications.id < ${input.beforeId}::bigint`}
      order by notifications.id desc
      limit ${input.limit}::integer
    `,
  );

export const findNotification = async (
  { sql, actor }: Transaction,
  input: { id: number; userId: number },
): Promise<NotificationRow | undefined> =>
  parseFirst(
    NotificationRow,
    await sql`
      ${selectNotification(sql)}
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.id = ${input.id}::bigint
        and notifications.user_id = ${input.userId}::bigint
    `,
  );

export const countUnreadNotifications = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from notifications
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and read_at is null
  `;
  return z.number().parse(row?.['count']);
};

/** Twice: the first instant stays. */
export const markNotificationRead = async (
  { sql, actor }: Transaction,
  input: { id: number; userId: number },
): Promise<boolean> => {
  const updated = await sql`
    update notifications
    set read_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and user_id = ${input.userId}::bigint
      and read_at is null
  `;
  return updated.count > 0;
};

export const markAllNotificationsRead = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<number> => {
  const updated = await sql`
    update notifications
    set read_at = now()
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and read_at is null
  `;
  return updated.count;
};

export const insertNotification = async (
  { sql, actor }: Transaction,
  input: {
    userId: number;
    categorie: string;
    type: string;
    titre: string;
    message: string;
    level: NotificationLevel;
    entityId: number | null;
    actionId: string | null;
  },
): Promise<number> => {
  const [row] = await sql`
    insert into notifications
      (company_id, user_id, categorie, type, titre, message, level, entity_id, action_id)
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.categorie}::text,
      ${input.type}::text, ${input.titre}::text, ${input.message}::text, ${input.level}::text,
      ${input.entityId}::bigint, ${input.actionId}::uuid
    )
    returning id
  `;
  return z.number().parse(row?.['id']);
};
