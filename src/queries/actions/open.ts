import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { OPEN_STATUSES } from '../../domain/actions/statuses.ts';
import { parseRows } from '../shared/rows.ts';

/** Open actions of all companies, for the reconciler and for `/metrics`. */

const QuietActionRow = z.object({ company_id: z.number(), id: z.string(), round: z.number() });
export type QuietActionRow = z.infer<typeof QuietActionRow>;

/** Open actions without a change for `quietSeconds` and without a waiting command, sorted by id. */
export const listQuietActions = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<QuietActionRow[]> =>
  parseRows(
    QuietActionRow,
    await database`
      select company_id, id, round
      from list_quiet_actions(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );

const OpenCountRow = z.object({
  status: z.enum(OPEN_STATUSES),
  open: z.number(),
  oldest_seconds: z.number(),
});

/** One row per status; statuses without actions are omitted. */
export const countOpenActions = async (
  database: Database,
): Promise<z.infer<typeof OpenCountRow>[]> =>
  parseRows(
    OpenCountRow,
    await database`select status, open, oldest_seconds from count_open_actions()`,
  );
