import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { ENTITY_TYPES } from '../../domain/entities/types.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { NOTIFICATION_LEVELS } from '../../domain/shared/declare-event.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

export const NotificationRow = z.object({
  id: z.number(),
  categorie: z.string(),
  type: z.string(),
  code: z.string(),
  params: z.unknown(),
  /** Language of the recipient. */
  locale: z.enum(LOCALES),
  level: z.enum(NOTIFICATION_LEVELS),
  entite_type: z.enum(ENTITY_TYPES).nullable(),
  entite_ref: z.string().nullable(),
  lead_id: z.number().nullable(),
  lead_import_id: z.string().nullable(),
  knowledge_import_id: z.string().nullable(),
  action_id: z.string().nullable(),
  action_type: z.string().nullable(),
  webhook_id: z.number().nullable(),
  mailbox_id: z.number().nullable(),
  task_id: z.number().nullable(),
  case_id: z.number().nullable(),
  conversation_id: z.number().nullable(),
  read_at: z.date().nullable(),
  handled_at: z.date().nullable(),
  handled_by: z.number().nullable(),
  handled_by_name: z.string().nullable(),
  handled_action_id: z.string().nullable(),
  created_at: z.date(),
});
export type NotificationRow = z.infer<typeof NotificationRow>;

/**
 * Joins the action and the entity that a notification is about. A notification of an action also has the
 * entity of that action.
 */
export const joinSubject = (sql: Transaction['sql']) => sql`
  left join actions
    on actions.company_id = notifications.company_id
    and notifications.subject_type = 'action'
    and actions.id = case
      when notifications.subject_type = 'action' then notifications.subject_id::uuid
    end
  left join entities
    on entities.company_id = notifications.company_id
    and entities.id = case notifications.subject_type
      when 'entity' then notifications.subject_id::bigint
      when 'action' then actions.entity_id
    end
`;

/** The lead that a notification is about. */
export const leadIdOf = (sql: Transaction['sql']) => sql`
  case when notifications.subject_type = 'lead' then notifications.subject_id::bigint end
`;

/** The task that a notification is about. */
export const taskIdOf = (sql: Transaction['sql']) => sql`
  case when notifications.subject_type = 'task' then notifications.subject_id::bigint end
`;

/** The case that a notification is about. */
export const caseIdOf = (sql: Transaction['sql']) => sql`
  case when notifications.subject_type = 'case' then notifications.subject_id::bigint end
`;

/** The conversation that a notification is about, or that of its task, follow-up or draft. */
export const conversationIdOf = (sql: Transaction['sql']) => sql`
  case notifications.subject_type
    when 'conversation' then notifications.subject_id::bigint
    when 'task' then (
      select tasks.conversation_id
      from tasks
      where tasks.company_id = notifications.company_id
        and tasks.id = notifications.subject_id::bigint
    )
    when 'follow_up' then (
      select follow_ups.conversation_id
      from follow_ups
      where follow_ups.company_id = notifications.company_id
        and follow_ups.id = notifications.subject_id::bigint
    )
    when 'auto_reply' then (
      select auto_replies.conversation_id
      from auto_replies
      where auto_replies.company_id = notifications.company_id
        and auto_replies.id = notifications.subject_id::uuid
    )
  end
`;

/** The webhook that a notification is about. */
export const webhookIdOf = (sql: Transaction['sql']) => sql`
  case when notifications.subject_type = 'webhook' then notifications.subject_id::bigint end
`;

/** The mailbox that a notification is about. */
export const mailboxIdOf = (sql: Transaction['sql']) => sql`
  case when notifications.subject_type = 'mailbox' then notifications.subject_id::bigint end
`;

export const selectNotification = (sql: Transaction['sql']) => sql`
  select notifications.id, notifications.categorie, notifications.type, notifications.code,
    notifications.params, users.locale, notifications.level, entities.type as entite_type,
    entities.ref as entite_ref, ${leadIdOf(sql)} as lead_id,
    case when notifications.subject_type = 'lead_import' then notifications.subject_id end
      as lead_import_id,
    case when notifications.subject_type = 'knowledge_import' then notifications.subject_id end
      as knowledge_import_id,
    actions.id as action_id, actions.action_type, ${webhookIdOf(sql)} as webhook_id,
    ${mailboxIdOf(sql)} as mailbox_id, ${taskIdOf(sql)} as task_id, ${caseIdOf(sql)} as case_id,
    ${conversationIdOf(sql)} as conversation_id,
    notifications.read_at, notifications.handled_at, notifications.handled_by,
    handlers.name as handled_by_name, notifications.handled_action_id, notifications.created_at
  from notifications
  join users
    on users.company_id = notifications.company_id and users.id = notifications.user_id
  left join users handlers
    on handlers.company_id = notifications.company_id and handlers.id = notifications.handled_by
  ${joinSubject(sql)}
`;

const withinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, { userId: 'notifications.user_id', callCentreId: null });

export const listNotifications = async (
  { sql, actor }: Transaction,
  input: {
    scope: Scope;
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
        and ${withinReach(sql, input.scope)}
        ${input.isRead === undefined ? sql`` : sql`and (notifications.read_at is not null) = ${input.isRead}::boolean`}
        ${input.beforeId === undefined ? sql`` : sql`and notifications.id < ${input.beforeId}::bigint`}
      order by notifications.id desc
      limit ${input.limit}::integer
    `,
  );

export const findNotification = async (
  { sql, actor }: Transaction,
  input: { id: number; scope: Scope },
): Promise<NotificationRow | undefined> =>
  parseFirst(
    NotificationRow,
    await sql`
      ${selectNotification(sql)}
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.id = ${input.id}::bigint
        and ${withinReach(sql, input.scope)}
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

/** Twice: the first instant is kept. */
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

/**
 * Keeps who answered a notification first, and counts it as read. Twice: the first answer is kept.
 * It waits for a concurrent answer. Out: false if another action has answered it.
 */
export const markNotificationHandled = async (
  { sql, actor }: Transaction,
  input: { id: number; userId: number; actionId: string; handledAt: Date },
): Promise<boolean> => {
  const updated = await sql`
    update notifications
    set handled_at = ${input.handledAt}::timestamptz,
        handled_by = ${input.userId}::bigint,
        handled_action_id = ${input.actionId}::uuid,
        read_at = coalesce(read_at, ${input.handledAt}::timestamptz)
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and handled_at is null
  `;
  return updated.count > 0;
};
