import { z } from 'zod';
import { SOURCE_CHANGES } from '../../domain/auto-replies/sources.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseRows } from '../shared/rows.ts';
import type { CitationRow } from './records.ts';

const ChangedRow = z.object({
  id: z.string(),
  passage_id: z.number(),
  change: z.enum(SOURCE_CHANGES),
});

/**
 * Of the passages that drafts cite, those that are no longer what an answer may use on `day`. A passage keeps its id only
 * as long as its text is the same.
 */
export const listChangedSources = async (
  { sql, actor }: Transaction,
  { cited, day }: { cited: readonly (CitationRow & { id: string })[]; day: string },
): Promise<z.infer<typeof ChangedRow>[]> =>
  cited.length === 0
    ? []
    : parseRows(
        ChangedRow,
        await sql`
          select cited.id, cited.passage_id,
            case
              when knowledge_articles.is_active
                and coalesce(knowledge_articles.valid_from <= ${day}::date, true)
                and coalesce(knowledge_articles.valid_until >= ${day}::date, true)
              then 'changed'
              else 'withdrawn'
            end as change
          from jsonb_to_recordset(
            ${json(
              sql,
              cited.map(({ id, passage_id, article_id, text }) => ({
                id,
                passage_id,
                article_id,
                text,
              })),
            )}
          ) as cited(id text, passage_id bigint, article_id bigint, text text)
          left join knowledge_articles
            on knowledge_articles.company_id = ${actor.companyId}::bigint
            and knowledge_articles.id = cited.article_id
            and knowledge_articles.deleted_at is null
          where not exists (
            select 1
            from knowledge_passages
            where knowledge_passages.company_id = ${actor.companyId}::bigint
              and knowledge_passages.id = cited.passage_id
              and knowledge_passages.text = cited.text
              and knowledge_passages.is_active
              and coalesce(knowledge_passages.valid_from <= ${day}::date, true)
              and coalesce(knowledge_passages.valid_until >= ${day}::date, true)
          )
          order by cited.id, cited.passage_id
        `,
      );
