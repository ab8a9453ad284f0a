import { z } from 'zod';
import { ACTION_STATUSES, OUTCOME_CODES } from '../../domain/actions/statuses.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { CHANNELS, CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import { ENTITY_TYPES } from '../../domain/entities/types.ts';
import { LEAD_SOURCES } from '../../domain/leads/sources.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What is shown of an item. The references were read within the caller's reach. */

const TodoActionRow = z.object({
  id: z.string(),
  action_type: z.string(),
  status: z.enum(ACTION_STATUSES),
  outcome_code: z.enum(OUTCOME_CODES).nullable(),
  outcome_message: z.string().nullable(),
  decide_par: z.number(),
  decide_par_name: z.string(),
  is_unrouted: z.boolean(),
  entite_type: z.enum(ENTITY_TYPES).nullable(),
  entite_id: z.string().nullable(),
  entite_data: z.record(z.string(), z.unknown()),
  notification_id: z.number().nullable(),
  locale: z.enum(LOCALES),
});

export const findTodoActions = async (
  { sql, actor }: Transaction,
  input: { ids: readonly string[]; userId: number },
): Promise<z.infer<typeof TodoActionRow>[]> =>
  parseRows(
    TodoActionRow,
    await sql`
      select actions.id, actions.action_type, actions.status, actions.outcome_code,
        actions.outcome_message, actions.decide_par, deciders.name as decide_par_name,
        actions.is_unrouted,
        case when actions.entity_id is not null then actions.entite_type end as entite_type,
        actions.entite_id, actions.entite_data, notification.id as notification_id,
        readers.locale
      from actions
      join users deciders
        on deciders.company_id = actions.company_id and deciders.id = actions.decide_par
      join users readers
        on readers.company_id = actions.company_id and readers.id = ${input.userId}::bigint
      left join lateral (
        select max(notifications.id) as id
        from notifications
        where notifications.company_id = actions.company_id
          and notifications.user_id = ${input.userId}::bigint
          and notifications.subject_type = 'action'
          and notifications.subject_id = actions.id::text
      ) notification on true
      where actions.company_id = ${actor.companyId}::bigint
        and actions.id = any (${input.ids}::uuid[])
    `,
  );

const TodoLeadRow = z.object({
  id: z.number(),
  source: z.enum(LEAD_SOURCES),
  status: z.string(),
  assigned_to: z.number().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  company_name: z.string().nullable(),
  locale: z.enum(LOCALES),
});

export const findTodoLeads = async (
  { sql, actor }: Transaction,
  input: { ids: readonly string[]; userId: number },
): Promise<z.infer<typeof TodoLeadRow>[]> =>
  parseRows(
    TodoLeadRow,
    await sql`
      select leads.id, leads.source, leads.status, leads.assigned_to, leads.email, leads.name,
        leads.phone, leads.company_name, readers.locale
      from leads
      join users readers
        on readers.company_id = leads.company_id and readers.id = ${input.userId}::bigint
      where leads.company_id = ${actor.companyId}::bigint
        and leads.id = any (${input.ids}::bigint[])
    `,
  );

const TodoConversationRow = z.object({
  id: z.number(),
  subject: z.string(),
  contact: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  channel: z.enum(CHANNELS),
  locale: z.enum(LOCALES),
});

export const findTodoConversations = async (
  { sql, actor }: Transaction,
  input: { ids: readonly string[]; userId: number },
): Promise<z.infer<typeof TodoConversationRow>[]> =>
  parseRows(
    TodoConversationRow,
    await sql`
      select conversations.id, conversations.subject, conversations.status, conversations.channel,
        coalesce(conversations.contact_name, conversations.contact_address, '') as contact,
        readers.locale
      from conversations
      join users readers
        on readers.company_id = conversations.company_id and readers.id = ${input.userId}::bigint
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = any (${input.ids}::bigint[])
    `,
  );

/** Only the caller's own. */
const TodoNotificationRow = z.object({
  id: z.number(),
  type: z.string(),
  code: z.string(),
  params: z.unknown(),
  entite_type: z.enum(ENTITY_TYPES).nullable(),
  entite_ref: z.string().nullable(),
  entite_data: z.record(z.string(), z.unknown()).nullable(),
  webhook_id: z.number().nullable(),
  locale: z.enum(LOCALES),
});

export const findTodoNotifications = async (
  { sql, actor }: Transaction,
  input: { ids: readonly string[]; userId: number },
): Promise<z.infer<typeof TodoNotificationRow>[]> =>
  parseRows(
    TodoNotificationRow,
    await sql`
      select notifications.id, notifications.type, notifications.code, notifications.params,
        entities.type as entite_type, entities.ref as entite_ref, entities.data as entite_data,
        case
          when notifications.subject_type = 'webhook' then notifications.subject_id::bigint
        end as webhook_id,
        users.locale
      from notifications
      join users
        on users.company_id = notifications.company_id and users.id = notifications.user_id
      left join entities
        on entities.company_id = notifications.company_id
        and entities.id = case
          when notifications.subject_type = 'entity' then notifications.subject_id::bigint
        end
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.user_id = ${input.userId}::bigint
        and notifications.id = any (${input.ids}::bigint[])
    `,
  );

/** Under the row's lock. Twice: the first dismissal is kept. */
export const dismissAction = async (
  { sql, actor }: Transaction,
  input: { id: string; userId: number },
): Promise<boolean> => {
  const updated = await sql`
    update actions
    set dismissed_by = ${input.userId}::bigint, dismissed_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::uuid
      and dismissed_at is null
  `;
  return updated.count > 0;
};

const DismissedRow = z.object({
  id: z.string(),
  status: z.enum(ACTION_STATUSES),
  round: z.number(),
  decide_par: z.number(),
  call_centre_id: z.number().nullable(),
});

/** Dismisses the failed action that a notification is about. Out: undefined if none is within the scope. */
export const dismissActionOf = async (
  { sql, actor }: Transaction,
  input: { notificationId: number; scope: Scope },
): Promise<z.infer<typeof DismissedRow> | undefined> =>
  parseFirst(
    DismissedRow,
    await sql`
      update actions
      set dismissed_by = ${input.scope.userId}::bigint, dismissed_at = now()
      where company_id = ${actor.companyId}::bigint
        and ${reachCondition(sql, input.scope, { userId: 'decide_par', callCentreId: 'call_centre_id' })}
        and id = (
          select notifications.subject_id::uuid
          from notifications
          where notifications.company_id = ${actor.companyId}::bigint
            and notifications.id = ${input.notificationId}::bigint
            and notifications.subject_type = 'action'
        )
        and status in ('failed', 'expired')
        and dismissed_at is null
      returning id, status, round, decide_par, call_centre_id
    `,
  );

/** The caller's own. Twice: the first dismissal is kept. Out: whether something changed. */
export const dismissNotification = async (
  { sql, actor }: Transaction,
  input: { id: number; userId: number },
): Promise<boolean> => {
  const updated = await sql`
    update notifications
    set dismissed_at = now(), read_at = coalesce(read_at, now())
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and user_id = ${input.userId}::bigint
      and dismissed_at is null
  `;
  return updated.count > 0;
};

export const undoNotificationDismissal = async (
  { sql, actor }: Transaction,
  input: { id: number; userId: number },
): Promise<boolean> => {
  const updated = await sql`
    update notifications
    set dismissed_at = null
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and user_id = ${input.userId}::bigint
      and dismissed_at is not null
  `;
  return updated.count > 0;
};

export const undoDismissal = async ({ sql, actor }: Transaction, id: string): Promise<boolean> => {
  const updated = await sql`
    update actions
    set dismissed_by = null, dismissed_at = null
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::uuid
      and dismissed_at is not null
  `;
  return updated.count > 0;
};
