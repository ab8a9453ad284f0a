import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { RETRYABLE_STATUSES } from '../../domain/actions/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { ActionFilterInput } from '../../domain/actions/filter.ts';
import { ActionRow, matching, selectAction, withinReach, type RouteSnapshot } from './records.ts';
import { parseRows } from '../shared/rows.ts';

/** Retries of settled actions. */

/** Actions in doubt only if the filter names them: n8n may have carried them out. */
const retryable = (filter: ActionFilterInput): ActionFilterInput => ({
  ...filter,
  is_in_doubt: filter.is_in_doubt ?? false,
  status: RETRYABLE_STATUSES.filter((status) => filter.status?.includes(status) ?? true),
});

/** Not about a case that was deleted: what it says is sent nowhere any more. */
const isSubjectThere = (sql: Transaction['sql']) => sql`
  (
    actions.entite_type is distinct from 'dossier'
    or exists (
      select
      from cases
      where cases.company_id = actions.company_id
        and cases.reference = actions.entite_id
        and cases.deleted_at is null
    )
  )
`;

const RetryableCount = z.object({ count: z.number(), oldest_at: z.date().nullable() });

/** Counts the matching actions that can be retried, oldest first; at most `limit`. */
export const countRetryableActions = async (
  tx: Transaction,
  input: { scope: Scope; filter: ActionFilterInput; limit: number },
): Promise<z.infer<typeof RetryableCount>> => {
  const [row] = await tx.sql`
    select count(*) as count, min(created_at) as oldest_at
    from (
      select actions.created_at
      from actions
      where actions.company_id = ${tx.actor.companyId}::bigint
        and ${withinReach(tx.sql, input.scope)}
        ${matching(tx, retryable(input.filter))}
        and ${isSubjectThere(tx.sql)}
      order by actions.id
      limit ${input.limit}::integer
    ) as retryable
  `;
  return RetryableCount.parse(row);
};

/** Locks the matching actions that can be retried, oldest first. */
export const lockRetryableActions = async (
  tx: Transaction,
  input: { scope: Scope; filter: ActionFilterInput; limit: number },
): Promise<ActionRow[]> =>
  parseRows(
    ActionRow,
    await tx.sql`
      ${selectAction(tx.sql)}
      where actions.company_id = ${tx.actor.companyId}::bigint
        and ${withinReach(tx.sql, input.scope)}
        ${matching(tx, retryable(input.filter))}
        and ${isSubjectThere(tx.sql)}
      order by actions.id
      limit ${input.limit}::integer
      for no key update of actions
    `,
  );

/** Opens the next round of a settled action with the current route. The caller must hold the row lock. */
export const openNextRound = async (
  { sql, actor }: Transaction,
  input: { id: string; round: number; route: RouteSnapshot },
): Promise<void> => {
  await sql`
    update actions
    set status = 'accepted',
        round = ${input.round}::integer,
        route_prefix = ${input.route.prefix}::text,
        route_index = ${input.route.index}::integer,
        route_workflow = ${input.route.workflow}::text,
        route_url = ${input.route.url}::text,
        route_api_key_encrypted = ${input.route.apiKeyEncrypted}::bytea,
        is_unrouted = ${input.route.isUnrouted}::boolean,
        expects_callback = ${input.route.expectsCallback}::boolean,
        callback_timeout_seconds = ${input.route.callbackTimeoutSeconds}::integer,
        outcome_code = null,
        outcome_message = null,
        dispatched_at = null,
        deadline_at = null,
        settled_at = null,
        dismissed_by = null,
        dismissed_at = null,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

const RetrierRow = z.object({ round: z.number(), name: z.string() });
export type RetrierRow = z.infer<typeof RetrierRow>;

const RETRIER_COUNT_MAX = 250;

/** Who sent the action again, by round. Index: audit_entries_resource. */
export const listRetriers = async (
  { sql, actor }: Transaction,
  actionId: string,
): Promise<RetrierRow[]> =>
  parseRows(
    RetrierRow,
    await sql`
      select (audit_entries.entry -> 'after' ->> 'round')::integer as round, users.name
      from audit_entries
      join users
        on users.company_id = audit_entries.company_id
        and users.id = (audit_entries.entry ->> 'user_id')::bigint
      where audit_entries.company_id = ${actor.companyId}::bigint
        and audit_entries.resource_type = 'action'
        and audit_entries.resource_id = ${actionId}::text
        and audit_entries.entry ->> 'operation' = 'actions.retry'
        and audit_entries.entry -> 'after' ? 'round'
      order by audit_entries.sequence
      limit ${RETRIER_COUNT_MAX}::integer
    `,
  );
