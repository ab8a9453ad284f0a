import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { parseRows } from './shared/rows.ts';

const StreamEventRow = z.object({
  sequence: z.number(),
  topic: z.string(),
  user_id: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type StreamEventRow = z.infer<typeof StreamEventRow>;

/** In order of `sequence`, which the sealer assigns under the lock of the company's head row (ADR 0014). */
export const listStreamEvents = async (
  { sql, actor }: Transaction,
  input: { afterSequence: number; limit: number },
): Promise<StreamEventRow[]> =>
  parseRows(
    StreamEventRow,
    await sql`
      select sequence, topic, user_id, call_centre_id, data
      from stream_events
      where company_id = ${actor.companyId}::bigint
        and sequence > ${input.afterSequence}::bigint
      order by sequence
      limit ${input.limit}::integer
    `,
  );

/** `head`: the newest sequence assigned. `oldest`: the oldest event that is not purged. */
export const findStreamBounds = async ({
  sql,
  actor,
}: Transaction): Promise<{ head: number; oldest: number }> => {
  const [row] = await sql`
    select company_heads.stream_sequence as head,
      coalesce(
        (
          select min(stream_events.sequence)
          from stream_events
          where stream_events.company_id = company_heads.company_id
        ),
        company_heads.stream_sequence + 1
      ) as oldest
    from company_heads
    where company_heads.company_id = ${actor.companyId}::bigint
  `;
  return z.object({ head: z.number(), oldest: z.number() }).parse(row);
};
