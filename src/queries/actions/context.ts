import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import {
  ACTION_ENTITY_TYPES,
  ENTITY_TYPES,
  type ActionEntityType,
} from '../../domain/entities/types.ts';
import { ROLES } from '../../domain/shared/permissions.ts';
import { joinSubject } from '../notifications/records.ts';
import { parseFirst } from '../shared/rows.ts';

/**
 * Everything that the rules need to validate a new action, in one round trip. The notification is
 * left out where there is none: PostgreSQL would otherwise plan the statement anew for each action,
 * which costs more than it takes to run.
 */

const ContextRow = z.object({
  entity: z.object({ id: z.number(), data: z.record(z.string(), z.unknown()) }).nullable(),
  decider: z
    .object({
      role: z.enum(ROLES),
      is_active: z.boolean(),
      call_centre_id: z.number().nullable(),
    })
    .nullable(),
  type: z
    .object({
      code: z.string(),
      label: z.string(),
      entity_types: z.array(z.enum(ACTION_ENTITY_TYPES)),
      roles: z.array(z.enum(ROLES)),
      metadata_schema: z.record(z.string(), z.unknown()).nullable(),
    })
    .nullable(),
  notification: z
    .object({
      id: z.number(),
      categorie: z.string(),
      type: z.string(),
      code: z.string(),
      params: z.unknown(),
      locale: z.enum(LOCALES),
      entite_type: z.enum(ENTITY_TYPES).nullable(),
      entite_ref: z.string().nullable(),
    })
    .nullable(),
});
export type ActionContext = z.infer<typeof ContextRow>;

interface FindActionContextInput {
  actionType: string;
  entiteType: ActionEntityType | null;
  entiteId: string | null;
  decidePar: number;
  notificationId: number | null;
  /** The caller: only the recipient may use a notification. */
  userId: number;
}

export const findActionContext = async (
  { sql, actor }: Transaction,
  input: FindActionContextInput,
): Promise<ActionContext> => {
  const row = parseFirst(
    ContextRow,
    await sql`
      select
        (
          select jsonb_build_object('id', entities.id, 'data', entities.data)
          from entities
          where entities.company_id = ${actor.companyId}::bigint
            and entities.type = ${input.entiteType}::text
            and entities.ref = ${input.entiteId}::text
        ) as entity,
        (
          select jsonb_build_object(
            'role', users.role,
            'is_active', users.is_active,
            'call_centre_id', users.call_centre_id
          )
          from users
          where users.company_id = ${actor.companyId}::bigint
            and users.id = ${input.decidePar}::bigint
        ) as decider,
        (
          select jsonb_build_object(
            'code', action_types.code,
            'label', action_types.label,
            'entity_types', action_types.entity_types,
            'roles', action_types.roles,
            'metadata_schema', action_types.metadata_schema
          )
          from action_types
          where action_types.company_id = ${actor.companyId}::bigint
            and action_types.code = ${input.actionType}::text
        ) as type,
        (${
          input.notificationId === null
            ? sql`null::jsonb`
            : selectNotification(sql, actor.companyId, input)
        }) as notification
    `,
  );
  if (!row) throw new Error('a select without a from clause returns one row');
  return row;
};

/** With the record the notification is about, itself or by its action. */
const selectNotification = (
  sql: Transaction['sql'],
  companyId: number,
  input: Pick<FindActionContextInput, 'notificationId' | 'userId'>,
) => sql`
  select jsonb_build_object(
    'id', notifications.id,
    'categorie', notifications.categorie,
    'type', notifications.type,
    'code', notifications.code,
    'params', notifications.params,
    'locale', users.locale,
    'entite_type', entities.type,
    'entite_ref', entities.ref
  )
  from notifications
  join users
    on users.company_id = notifications.company_id and users.id = notifications.user_id
  ${joinSubject(sql)}
  where notifications.company_id = ${companyId}::bigint
    and notifications.id = ${input.notificationId}::bigint
    and notifications.user_id = ${input.userId}::bigint
`;
