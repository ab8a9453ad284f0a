import { z } from 'zod';
import { AI_ANSWERED } from '../../domain/inbox-folders/ai.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** What people changed of the folders that a language model gave. */

const AccuracyRow = z.object({
  /** Null: the model gave none. */
  folder_id: z.number().nullable(),
  folder_name: z.string().nullable(),
  /** Null: the conversation was not moved by a person afterwards. */
  moved_to: z.number().nullable(),
  is_moved: z.boolean(),
  moved_to_name: z.string().nullable(),
  is_answered: z.boolean(),
  count: z.number(),
});
export type AccuracyRow = z.infer<typeof AccuracyRow>;

/**
 * Of each conversation the last decision of the model in the period, with the folder of the last move by a person
 * since, counted by both folders. Indexes: folder_decisions_ai, folder_decisions_conversation.
 */
export const countAiDecisions = async (
  { sql, actor }: Transaction,
  { since }: { since: Date },
): Promise<AccuracyRow[]> =>
  parseRows(
    AccuracyRow,
    await sql`
      with decided as (
        select distinct on (conversation_id) id, conversation_id, folder_id,
          reason ->> 'outcome' = any (${[...AI_ANSWERED]}::text[]) as is_answered
        from folder_decisions
        where company_id = ${actor.companyId}::bigint
          and source = 'ai'
          and created_at >= ${since}::timestamptz
        order by conversation_id, id desc
      ),
      judged as (
        select decided.folder_id, decided.is_answered, moved.id is not null as is_moved,
          moved.folder_id as moved_to
        from decided
        left join lateral (
          select folder_decisions.id, folder_decisions.folder_id
          from folder_decisions
          where folder_decisions.company_id = ${actor.companyId}::bigint
            and folder_decisions.conversation_id = decided.conversation_id
            and folder_decisions.id > decided.id
            and folder_decisions.source = 'person'
            and folder_decisions.rules_version is null
          order by folder_decisions.id desc
          limit 1
        ) as moved on true
      )
      select judged.folder_id, given.name as folder_name, judged.is_moved, judged.moved_to,
        chosen.name as moved_to_name, judged.is_answered, count(*) as count
      from judged
      left join inbox_folders given
        on given.company_id = ${actor.companyId}::bigint and given.id = judged.folder_id
      left join inbox_folders chosen
        on chosen.company_id = ${actor.companyId}::bigint and chosen.id = judged.moved_to
      group by judged.folder_id, given.name, judged.is_moved, judged.moved_to, chosen.name,
        judged.is_answered
    `,
  );
