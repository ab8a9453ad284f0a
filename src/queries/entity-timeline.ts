import { z } from 'zod';
import { ACTION_STATUSES, OUTCOME_CODES } from '../domain/actions/statuses.ts';
import { LOCALES } from '../domain/companies/shapes.ts';
import { NOTIFICATION_LEVELS } from '../domain/shared/declare-event.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { withinReach } from './actions/records.ts';
import { reachCondition } from './shared/reach.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/**
 * The sources of a record's timeline, each newest first. `at` is a text with microseconds, also as a
 * parameter (`::text::timestamptz`): a `Date` would lose them, and entries of the same millisecond could
 * be skipped between two pages.
 */

interface SourceInput {
  entityId: number;
  /** The position after which the page starts. */
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** Sorts before and after every other position. */
const LATEST = { at: 'infinity', key: '' };

const instant = (sql: Transaction['sql'], column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const ChangeRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});

/**
 * The changes of the data, with who made them. Index: audit_entries_entity_changes, which leaves out the
 * looks at the record: 0.8 ms for 30 of 2,000 changes among 100,000 looks.
 */
export const listEntityChanges = async (
  { sql, actor }: Transaction,
  { entityId, before = LATEST, limit }: SourceInput,
): Promise<z.infer<typeof ChangeRow>[]> =>
  parseRows(
    ChangeRow,
    await sql`
      select change.key, ${instant(sql, 'change.at')} as at, users.name as by, change.before,
        change.after
      from (
        select 'c' || lpad(sequence::text, 19, '0') as key, occurred_at as at,
          (entry ->> 'user_id')::bigint as user_id, entry -> 'before' as before,
          entry -> 'after' as after
        from audit_entries
        where company_id = ${actor.companyId}::bigint
          and resource_type = 'entity'
          and entry ->> 'operation' in ('entities.create', 'entities.update')
          and resource_id = ${String(entityId)}::text
          and entry ->> 'operation' = 'entities.update'
          and occurred_at <= ${before.at}::text::timestamptz
          and (occurred_at, 'c' || lpad(sequence::text, 19, '0') collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
        order by occurred_at desc, sequence desc
        limit ${limit}::integer
      ) change
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = change.user_id
      order by change.at desc, change.key collate "C" desc
    `,
  );

const CreationRow = z.object({ at: z.string(), by: z.string().nullable() });

/** When the record was created, and by whom; null for a record that the trail does not know. */
export const findEntityCreation = async (
  { sql, actor }: Transaction,
  entityId: number,
): Promise<z.infer<typeof CreationRow> | undefined> =>
  parseFirst(
    CreationRow,
    await sql`
      select ${instant(sql, 'entities.created_at')} as at, creator.name as by
      from entities
      left join lateral (
        select users.name
        from audit_entries
        join users
          on users.company_id = audit_entries.company_id
          and users.id = (audit_entries.entry ->> 'user_id')::bigint
        where audit_entries.company_id = entities.company_id
          and audit_entries.resource_type = 'entity'
          and audit_entries.entry ->> 'operation' in ('entities.create', 'entities.update')
          and audit_entries.resource_id = entities.id::text
          and audit_entries.entry ->> 'operation' = 'entities.create'
        order by audit_entries.occurred_at
        limit 1
      ) creator on true
      where entities.company_id = ${actor.companyId}::bigint
        and entities.id = ${entityId}::bigint
    `,
  );

const ActionMomentRow = z.object({
  key: z.string(),
  at: z.string(),
  kind: z.enum(['action_accepted', 'action_settled']),
  by: z.string().nullable(),
  id: z.string(),
  action_type: z.string(),
  status: z.enum(ACTION_STATUSES),
  outcome_code: z.enum(OUTCOME_CODES).nullable(),
  outcome_message: z.string().nullable(),
});

/**
 * When the actions of the record were accepted and settled, as far as the caller's `actions:read`
 * reaches. Reads all actions of the record (actions_entity_id): 6 ms for 1,000 of them.
 */
export const listEntityActionMoments = async (
  { sql, actor }: Transaction,
  { entityId, before = LATEST, limit, scope }: SourceInput & { scope: Scope },
): Promise<z.infer<typeof ActionMomentRow>[]> =>
  parseRows(
    ActionMomentRow,
    await sql`
      select moment.kind, moment.key, ${instant(sql, 'moment.at')} as at,
        case moment.kind when 'action_accepted' then users.name end as by, actions.id,
        actions.action_type, actions.status, actions.outcome_code, actions.outcome_message
      from actions
      join users
        on users.company_id = actions.company_id and users.id = actions.decide_par
      cross join lateral (
        values
          ('action_accepted', 'a' || actions.id::text, actions.created_at),
          ('action_settled', 's' || actions.id::text, actions.settled_at)
      ) as moment (kind, key, at)
      where actions.company_id = ${actor.companyId}::bigint
        and actions.entity_id = ${entityId}::bigint
        and ${withinReach(sql, scope)}
        and (moment.at, moment.key collate "C")
          < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
      order by moment.at desc, moment.key collate "C" desc
      limit ${limit}::integer
    `,
  );

const NotificationMomentRow = z.object({
  key: z.string(),
  at: z.string(),
  id: z.number(),
  code: z.string(),
  params: z.unknown(),
  level: z.enum(NOTIFICATION_LEVELS),
  locale: z.enum(LOCALES),
});

/**
 * The caller's own notifications about the record itself; those about its actions repeat how they were
 * settled. Index: notifications_entity.
 */
export const listEntityNotifications = async (
  { sql, actor }: Transaction,
  { entityId, before = LATEST, limit, scope }: SourceInput & { scope: Scope },
): Promise<z.infer<typeof NotificationMomentRow>[]> =>
  parseRows(
    NotificationMomentRow,
    await sql`
      select 'n' || lpad(notifications.id::text, 19, '0') as key,
        ${instant(sql, 'notifications.created_at')} as at, notifications.id, notifications.code,
        notifications.params, notifications.level, users.locale
      from notifications
      join users
        on users.company_id = notifications.company_id and users.id = notifications.user_id
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.subject_type = 'entity'
        and notifications.subject_id = ${String(entityId)}::text
        and ${reachCondition(sql, scope, { userId: 'notifications.user_id', callCentreId: null })}
        and (
          notifications.created_at, 'n' || lpad(notifications.id::text, 19, '0') collate "C"
        ) < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
      order by notifications.created_at desc, notifications.id desc
      limit ${limit}::integer
    `,
  );
