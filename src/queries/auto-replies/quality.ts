import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** How good the automatic replies of folders are: what people did with them. */

const QualityRow = z.object({
  folder_id: z.number(),
  folder_name: z.string(),
  refused_count: z.number(),
  open_count: z.number(),
  sent_alone_count: z.number(),
  approved_count: z.number(),
  unchanged_count: z.number(),
  rejected_count: z.number(),
  superseded_count: z.number(),
  expired_count: z.number(),
  failed_count: z.number(),
  similarity_mean: z.number().nullable(),
  similarity_median: z.number().nullable(),
});
export type QualityRow = z.infer<typeof QualityRow>;

/** More than a company has. */
const FOLDER_COUNT_MAX = 500;

/**
 * Of each folder that had one since then, most of them first. Similarity: of those that a person approved; what was
 * sent by itself is unchanged by nature. Index: auto_replies_recent.
 */
export const listQuality = async (
  { sql, actor }: Transaction,
  { since, folderId = null }: { since: Date; folderId?: number | null },
): Promise<QualityRow[]> => {
  const approved = sql`auto_replies.status = 'accepted' and auto_replies.decided_by is not null`;
  return parseRows(
    QualityRow,
    await sql`
      select auto_replies.folder_id, inbox_folders.name as folder_name,
        count(*) filter (where auto_replies.status = 'refused') as refused_count,
        count(*) filter (where auto_replies.status in ('drafting', 'waiting')) as open_count,
        count(*) filter (
          where auto_replies.status = 'accepted' and auto_replies.decided_by is null
        ) as sent_alone_count,
        count(*) filter (where ${approved}) as approved_count,
        count(*) filter (where ${approved} and auto_replies.similarity = 1) as unchanged_count,
        count(*) filter (where auto_replies.status = 'rejected') as rejected_count,
        count(*) filter (where auto_replies.status = 'superseded') as superseded_count,
        count(*) filter (where auto_replies.status = 'expired') as expired_count,
        count(*) filter (where auto_replies.status = 'failed') as failed_count,
        avg(auto_replies.similarity) filter (where ${approved}) as similarity_mean,
        percentile_cont(0.5) within group (order by auto_replies.similarity)
          filter (where ${approved}) as similarity_median
      from auto_replies
      join inbox_folders
        on inbox_folders.company_id = auto_replies.company_id
        and inbox_folders.id = auto_replies.folder_id
      where auto_replies.company_id = ${actor.companyId}::bigint
        and auto_replies.created_at >= ${since}::timestamptz
        and auto_replies.folder_id = coalesce(${folderId}::bigint, auto_replies.folder_id)
      group by auto_replies.folder_id, inbox_folders.name
      order by count(*) desc, auto_replies.folder_id
      limit ${FOLDER_COUNT_MAX}::integer
    `,
  );
};

const RejectionRow = z.object({
  reason: z.string(),
  count: z.number(),
  auto_reply_id: z.string(),
  decided_at: z.date(),
  decided_by_name: z.string().nullable(),
});
export type RejectionRow = z.infer<typeof RejectionRow>;

const REJECTION_COUNT_MAX = 20;

/** Why people rejected drafts of a folder, the newest first; the same reason once, with its newest draft. */
export const listRejections = async (
  { sql, actor }: Transaction,
  { since, folderId }: { since: Date; folderId: number },
): Promise<RejectionRow[]> =>
  parseRows(
    RejectionRow,
    await sql`
      with rejected as (
        select distinct on (auto_replies.reason)
          auto_replies.reason, auto_replies.id as auto_reply_id, auto_replies.decided_at,
          auto_replies.decided_by,
          count(*) over (partition by auto_replies.reason) as count
        from auto_replies
        where auto_replies.company_id = ${actor.companyId}::bigint
          and auto_replies.created_at >= ${since}::timestamptz
          and auto_replies.folder_id = ${folderId}::bigint
          and auto_replies.status = 'rejected'
          and auto_replies.reason is not null
          and auto_replies.decided_at is not null
        order by auto_replies.reason, auto_replies.decided_at desc
      )
      select rejected.reason, rejected.count, rejected.auto_reply_id, rejected.decided_at,
        users.name as decided_by_name
      from rejected
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = rejected.decided_by
      order by rejected.decided_at desc, rejected.auto_reply_id
      limit ${REJECTION_COUNT_MAX}::integer
    `,
  );
