import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Why a conversation is in its folder. */

const DecisionRow = z.object({
  id: z.number(),
  folder_id: z.number().nullable(),
  source: z.enum(['rules', 'reclassify', 'person', 'ai']),
  reason: z.looseObject({}),
  rules_version: z.number().nullable(),
  decided_by: z.number().nullable(),
  decided_by_name: z.string().nullable(),
  created_at: z.date(),
});
export type DecisionRow = z.infer<typeof DecisionRow>;

const DECISION_COUNT_MAX = 50;

/** The newest first, at most 50. Index: folder_decisions_conversation. */
export const listDecisions = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<DecisionRow[]> =>
  parseRows(
    DecisionRow,
    await sql`
      select folder_decisions.id, folder_decisions.folder_id, folder_decisions.source,
        folder_decisions.reason, folder_decisions.rules_version, folder_decisions.decided_by,
        users.name as decided_by_name, folder_decisions.created_at
      from folder_decisions
      left join users
        on users.company_id = folder_decisions.company_id
        and users.id = folder_decisions.decided_by
      where folder_decisions.company_id = ${actor.companyId}::bigint
        and folder_decisions.conversation_id = ${conversationId}::bigint
      order by folder_decisions.id desc
      limit ${DECISION_COUNT_MAX}::integer
    `,
  );

const OwnedRow = z.object({
  id: z.number(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
});

/** The conversation that decisions are about, with its owner. */
export const findDecided = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<z.infer<typeof OwnedRow> | undefined> =>
  parseFirst(
    OwnedRow,
    await sql`
      select id, assigned_to, call_centre_id
      from conversations
      where company_id = ${actor.companyId}::bigint
        and id = ${conversationId}::bigint
        and deleted_at is null
    `,
  );
