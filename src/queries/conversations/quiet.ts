import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** Snoozed conversations, for the reconciler. */

const QuietConversation = z.object({ company_id: z.number(), conversation_id: z.number() });

/** Those that did not change for `quietSeconds`, without a waiting command, by id. */
export const listQuietConversations = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietConversation>[]> =>
  parseRows(
    QuietConversation,
    await database`
      select company_id, conversation_id
      from list_quiet_conversations(
        ${Number(input.after ?? 0)}::bigint, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
