import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import type { CallbackInput } from '../../domain/actions/callbacks.ts';
import { parseRows } from '../shared/rows.ts';

/** Callbacks from n8n. `callbackId` is the idempotency key within a round. */

const CallbackRow = z.object({
  callback_id: z.string(),
  round: z.number(),
  status: z.enum(['succeeded', 'failed', 'progress']),
  message: z.string(),
  statut_dossier: z.string().nullable(),
  data: z.record(z.string(), z.unknown()).nullable(),
  outcome: z.enum(['applied', 'recorded']),
  is_late: z.boolean(),
  received_at: z.date(),
});
export type CallbackRow = z.infer<typeof CallbackRow>;

/** More callbacks for one action come from a loop in n8n. */
export const CALLBACK_COUNT_MAX = 200;
/** Plus the callback that settled the action, and a late one that changed it. */
const LISTED_COUNT_MAX = CALLBACK_COUNT_MAX + 2;

export const listCallbacks = async (
  { sql, actor }: Transaction,
  actionId: string,
): Promise<CallbackRow[]> =>
  parseRows(
    CallbackRow,
    await sql`
      select callback_id, round, status, message, statut_dossier, data, outcome, is_late, received_at
      from action_callbacks
      where company_id = ${actor.companyId}::bigint and action_id = ${actionId}::uuid
      order by received_at, callback_id
      limit ${LISTED_COUNT_MAX}::integer
    `,
  );

/** Out: false if this callback was received before in this round. */
export const insertCallback = async (
  { sql, actor }: Transaction,
  input: {
    actionId: string;
    round: number;
    callback: CallbackInput;
    outcome: 'applied' | 'recorded';
    isLate: boolean;
    receivedAt: Date;
  },
): Promise<boolean> => {
  const { callback } = input;
  const inserted = await sql`
    insert into action_callbacks (
      company_id, action_id, callback_id, round, status, message, statut_dossier, data, outcome,
      is_late, received_at
    )
    values (
      ${actor.companyId}::bigint, ${input.actionId}::uuid, ${callback.callbackId}::text,
      ${input.round}::integer, ${callback.status}::text, ${callback.message}::text,
      ${callback.statutDossier ?? null}::text,
      ${callback.data ? json(sql, callback.data) : null}, ${input.outcome}::text,
      ${input.isLate}::boolean, ${input.receivedAt}::timestamptz
    )
    on conflict (company_id, action_id, round, callback_id) do nothing
  `;
  return inserted.count > 0;
};

/** True if this callback was received before, in any round. */
export const hasCallback = async (
  { sql, actor }: Transaction,
  input: { actionId: string; callbackId: string },
): Promise<boolean> => {
  const found = await sql`
    select 1
    from action_callbacks
    where company_id = ${actor.companyId}::bigint
      and action_id = ${input.actionId}::uuid
      and callback_id = ${input.callbackId}::text
    limit 1
  `;
  return found.count > 0;
};

/** Number of stored callbacks of an action. */
export const countCallbacks = async (
  { sql, actor }: Transaction,
  actionId: string,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from action_callbacks
    where company_id = ${actor.companyId}::bigint and action_id = ${actionId}::uuid
  `;
  return z.number().parse(row?.['count']);
};
