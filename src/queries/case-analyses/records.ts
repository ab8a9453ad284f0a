import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import {
  ANALYSIS_SECTIONS,
  ANALYSIS_STATUSES,
  ITEM_KINDS,
  RISK_LEVELS,
  SOURCE_ORIGINS,
  type AnalysisSection,
  type EndedAnalysisStatus,
  type RiskLevel,
} from '../../domain/case-analyses/kinds.ts';
import { LeftOut, Material, type Item, type Source } from '../../domain/case-analyses/material.ts';
import { AI_ERROR_CODES } from '../../domain/ai/outcomes.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Analyses of a case, their sections and sources. */

const ModuleOutcome = z.object({
  kind: z.string(),
  outcome: z.enum(['answered', 'unavailable']),
  code: z.string().nullable(),
});
export type ModuleOutcome = z.infer<typeof ModuleOutcome>;

const ReadItem = z.object({
  key: z.string(),
  kind: z.enum(ITEM_KINDS),
  id: z.number().nullable(),
  conversation_id: z.number().optional(),
  date: z.string(),
  title: z.string(),
  is_cut: z.boolean(),
});

const AnalysisRow = z.object({
  id: z.string(),
  case_id: z.number(),
  version: z.number(),
  status: z.enum(ANALYSIS_STATUSES),
  requested_by: z.number().nullable(),
  requested_by_name: z.string().nullable(),
  content_version: z.number(),
  items: z.array(ReadItem),
  left_out: z.array(LeftOut),
  modules: z.array(ModuleOutcome),
  risk_level: z.enum(RISK_LEVELS).nullable(),
  is_demo: z.boolean(),
  is_stale: z.boolean(),
  done_count: z.number(),
  created_at: z.date(),
  read_at: z.date().nullable(),
  ended_at: z.date().nullable(),
});
export type AnalysisRow = z.infer<typeof AnalysisRow>;

/** Old: the case changed since it was read, or somebody wrote in a linked conversation. */
const columns = (sql: Transaction['sql']) => sql`
  case_analyses.id, case_analyses.case_id, case_analyses.version, case_analyses.status,
  case_analyses.requested_by, users.name as requested_by_name, case_analyses.content_version,
  case_analyses.items, case_analyses.left_out, case_analyses.modules, case_analyses.risk_level,
  case_analyses.is_demo, case_analyses.created_at, case_analyses.read_at, case_analyses.ended_at,
  case_analyses.read_at is not null and (
    cases.content_version <> case_analyses.content_version
    or exists (
      select
      from case_links
      join conversations
        on conversations.company_id = case_links.company_id
        and conversations.id = case_links.conversation_id
      where case_links.case_id = case_analyses.case_id
        and case_links.company_id = case_analyses.company_id
        and conversations.last_message_at > case_analyses.read_at
    )
  ) as is_stale,
  (
    select count(*)
    from case_analysis_sections
    where case_analysis_sections.analysis_id = case_analyses.id
      and case_analysis_sections.company_id = case_analyses.company_id
      and case_analysis_sections.status = 'done'
  ) as done_count
`;

const from = (sql: Transaction['sql']) => sql`
  from case_analyses
  join cases
    on cases.company_id = case_analyses.company_id and cases.id = case_analyses.case_id
  left join users
    on users.company_id = case_analyses.company_id and users.id = case_analyses.requested_by
`;

/** Newest first. Index: case_analyses_case_id_version_company_id_key. */
export const listAnalyses = async (
  { sql, actor }: Transaction,
  input: { caseId: number; beforeVersion: number | undefined; limit: number },
): Promise<AnalysisRow[]> =>
  parseRows(
    AnalysisRow,
    await sql`
      select ${columns(sql)}
      ${from(sql)}
      where case_analyses.company_id = ${actor.companyId}::bigint
        and case_analyses.case_id = ${input.caseId}::bigint
        ${
          input.beforeVersion === undefined
            ? sql``
            : sql`and case_analyses.version < ${input.beforeVersion}::integer`
        }
      order by case_analyses.version desc
      limit ${input.limit}::integer
    `,
  );

export const findAnalysis = async (
  { sql, actor }: Transaction,
  input: { caseId: number; version: number; isLocked?: boolean },
): Promise<AnalysisRow | undefined> =>
  parseFirst(
    AnalysisRow,
    await sql`
      select ${columns(sql)}
      ${from(sql)}
      where case_analyses.company_id = ${actor.companyId}::bigint
        and case_analyses.case_id = ${input.caseId}::bigint
        and case_analyses.version = ${input.version}::integer
      ${input.isLocked === true ? sql`for no key update of case_analyses` : sql``}
    `,
  );

/** The one that runs. */
export const findRunningAnalysis = async (
  { sql, actor }: Transaction,
  caseId: number,
): Promise<AnalysisRow | undefined> =>
  parseFirst(
    AnalysisRow,
    await sql`
      select ${columns(sql)}
      ${from(sql)}
      where case_analyses.company_id = ${actor.companyId}::bigint
        and case_analyses.case_id = ${caseId}::bigint
        and case_analyses.status = 'running'
    `,
  );

const RunRow = z.object({
  id: z.string(),
  case_id: z.number(),
  version: z.number(),
  status: z.enum(ANALYSIS_STATUSES),
  requested_by: z.number().nullable(),
  material: z.union([Material, z.null()]),
});
export type AnalysisRunRow = z.infer<typeof RunRow>;

/** With what the model is given; the last of an analysis, whatever became of its case. */
export const findAnalysisRun = async (
  { sql, actor }: Transaction,
  input: { id: string; isLocked?: boolean },
): Promise<AnalysisRunRow | undefined> =>
  parseFirst(
    RunRow,
    await sql`
      select id, case_id, version, status, requested_by, material
      from case_analyses
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
      ${input.isLocked === true ? sql`for no key update` : sql``}
    `,
  );

/** Under the lock of its case: the next version, with its sections. */
export const insertAnalysis = async (
  { sql, actor }: Transaction,
  input: { id: string; caseId: number; requestedBy: number; contentVersion: number },
): Promise<void> => {
  await sql`
    with inserted as (
      insert into case_analyses (id, company_id, case_id, version, requested_by, content_version)
      select ${input.id}::uuid, ${actor.companyId}::bigint, ${input.caseId}::bigint,
        coalesce(max(earlier.version), 0) + 1, ${input.requestedBy}::bigint,
        ${input.contentVersion}::integer
      from case_analyses earlier
      where earlier.company_id = ${actor.companyId}::bigint and earlier.case_id = ${input.caseId}::bigint
    )
    insert into case_analysis_sections (company_id, analysis_id, kind)
    select ${actor.companyId}::bigint, ${input.id}::uuid, kind
    from unnest(${[...ANALYSIS_SECTIONS]}::text[]) as kind
  `;
};

interface Read {
  id: string;
  contentVersion: number;
  material: Material;
  items: readonly Item[];
  leftOut: readonly LeftOut[];
  modules: readonly ModuleOutcome[];
  sources: readonly Source[];
}

/** The caller holds the row, and has seen that nothing was read yet. */
export const saveMaterial = async ({ sql, actor }: Transaction, input: Read): Promise<void> => {
  const items = input.items.map(({ text: _text, ...item }) => item);
  await sql`
    update case_analyses
    set material = ${json(sql, input.material)},
        items = ${json(sql, items)},
        left_out = ${json(sql, [...input.leftOut])},
        modules = ${json(sql, [...input.modules])},
        content_version = ${input.contentVersion}::integer,
        read_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
  if (input.sources.length === 0) return;
  await sql`
    insert into case_analysis_sources (company_id, analysis_id, key, origin, title, citation, url, text)
    select ${actor.companyId}::bigint, ${input.id}::uuid, key, origin, title, citation, url, text
    from jsonb_to_recordset(${json(sql, [...input.sources])})
      as source (key text, origin text, title text, citation text, url text, text text)
  `;
};

const SectionRow = z.object({
  kind: z.enum(ANALYSIS_SECTIONS),
  status: z.enum(['waiting', 'done', 'failed']),
  content: z.unknown(),
  failure: z.string().nullable(),
  failure_code: z.enum(AI_ERROR_CODES).nullable(),
  ai_run_id: z.string().nullable(),
});
export type SectionRow = z.infer<typeof SectionRow>;

export const listSections = async (
  { sql, actor }: Transaction,
  analysisId: string,
): Promise<SectionRow[]> =>
  parseRows(
    SectionRow,
    await sql`
      select kind, status, content, failure, failure_code, ai_run_id
      from case_analysis_sections
      where company_id = ${actor.companyId}::bigint and analysis_id = ${analysisId}::uuid
    `,
  );

interface SectionResult {
  analysisId: string;
  kind: AnalysisSection;
  result:
    | {
        status: 'done';
        content: object;
        runId: string;
        riskLevel?: RiskLevel | null;
        isDemo: boolean;
      }
    | { status: 'failed'; failure: string; failureCode: string | null; runId: string | null };
}

/** Twice: the first stays. Out: whether it was the first. */
export const endSection = async (
  { sql, actor }: Transaction,
  { analysisId, kind, result }: SectionResult,
): Promise<boolean> => {
  const isDone = result.status === 'done';
  const ended = await sql`
    update case_analysis_sections
    set status = ${result.status}::text,
        content = ${isDone ? json(sql, result.content) : sql`null`},
        failure = ${isDone ? null : result.failure}::text,
        failure_code = ${isDone ? null : result.failureCode}::text,
        ai_run_id = ${result.runId}::uuid,
        ended_at = now()
    where company_id = ${actor.companyId}::bigint
      and analysis_id = ${analysisId}::uuid
      and kind = ${kind}::text
      and status = 'waiting'
  `;
  if (ended.count === 0) return false;
  if (isDone) {
    await sql`
      update case_analyses
      set is_demo = is_demo or ${result.isDemo}::boolean,
          risk_level = coalesce(${result.riskLevel ?? null}::text, risk_level)
      where company_id = ${actor.companyId}::bigint and id = ${analysisId}::uuid
    `;
  }
  return true;
};

/** Its texts are no longer needed. Twice: it has ended. Out: whether it ran. */
export const endAnalysis = async (
  { sql, actor }: Transaction,
  { id, status }: { id: string; status: EndedAnalysisStatus },
): Promise<boolean> => {
  const ended = await sql`
    update case_analyses
    set status = ${status}::text, material = null, ended_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::uuid and status = 'running'
  `;
  return ended.count > 0;
};

const SourceRow = z.object({
  key: z.string(),
  origin: z.enum(SOURCE_ORIGINS),
  title: z.string(),
  citation: z.string(),
  url: z.string().nullable(),
  text: z.string(),
});

export const listSources = async (
  { sql, actor }: Transaction,
  analysisId: string,
): Promise<Source[]> =>
  parseRows(
    SourceRow,
    await sql`
      select key, origin, title, citation, url, text
      from case_analysis_sources
      where company_id = ${actor.companyId}::bigint and analysis_id = ${analysisId}::uuid
      order by substring(key from 2)::integer
    `,
  );

const StepTask = z.object({ step: z.number(), task_id: z.number(), is_done: z.boolean() });

/** Index: tasks_case_analysis. */
export const listStepTasks = async (
  { sql, actor }: Transaction,
  analysisId: string,
): Promise<z.infer<typeof StepTask>[]> =>
  parseRows(
    StepTask,
    await sql`
      select case_analysis_step as step, id as task_id, done_at is not null as is_done
      from tasks
      where company_id = ${actor.companyId}::bigint
        and case_analysis_id = ${analysisId}::uuid
        and deleted_at is null
      order by case_analysis_step
    `,
  );

const QuietRow = z.object({
  company_id: z.number(),
  analysis_id: z.string(),
  case_id: z.number(),
  version: z.number(),
});

export const listQuietAnalyses = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, analysis_id, case_id, version
      from list_quiet_case_analyses(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
