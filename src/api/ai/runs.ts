import type { z } from '@hono/zod-openapi';
import { aiRunRead } from '../../domain/ai/events.ts';
import { RUN_RETENTION_DAYS } from '../../domain/ai/outcomes.ts';
import { AiRunOut, AiRunParams, AiRunQuery, AiRunSummaryOut } from '../../domain/ai/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { Uuid } from '../../domain/shared/values.ts';
import { findAiRun, listAiRuns, type AiRunSummaryRow } from '../../queries/ai/runs.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Endpoints to see every call of a language model. */

export const aiRunEndpoints = (deps: ApiDeps): Endpoint[] => [list(deps), read(deps)];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.list_runs',
      method: 'get',
      path: '/api/v1/ai/runs',
      permission: 'ai:read',
      summary: 'List the calls of language models, newest first',
      description: `Without what the model answered. They are deleted after ${RUN_RETENTION_DAYS} days.`,
      query: AiRunQuery,
      status: 200,
      answer: pageOf(AiRunSummaryOut),
    },
    async ({ query: { limit, cursor, outcome, purpose }, read }) => {
      const beforeId = decodeCursor(cursor, Uuid);
      const rows = await read((tx) =>
        listAiRuns(tx, { outcome, purpose, beforeId, limit: limit + 1 }),
      );
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(summaryOut) } };
    },
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.read_run',
      method: 'get',
      path: '/api/v1/ai/runs/{id}',
      permission: 'ai:read',
      summary: 'One call of a language model, with its answer',
      description: 'Each read is recorded in the audit trail.',
      params: AiRunParams,
      load: ({ tx, params }: LoadRequest<typeof AiRunParams>) => findAiRun(tx, params.id),
      status: 200,
      answer: AiRunOut,
    },
    async ({ read }) =>
      read((tx, row) => {
        tx.emit(aiRunRead, { subjectId: row.id });
        const { input_refs, output } = row;
        return Promise.resolve({ body: { ...summaryOut(row), input_refs, output } });
      }),
  );

const summaryOut = (row: AiRunSummaryRow): z.infer<typeof AiRunSummaryOut> => ({
  id: row.id,
  purpose: row.purpose,
  prompt_version: row.prompt_version,
  model: row.model,
  is_demo: row.is_demo,
  subject:
    row.subject_kind === null || row.subject_id === null
      ? null
      : { kind: row.subject_kind, id: row.subject_id },
  outcome: row.outcome,
  error_code: row.error_code,
  reserved_token_count: row.reserved_token_count,
  input_token_count: row.input_token_count,
  output_token_count: row.output_token_count,
  cost:
    row.cost === null || row.currency === null
      ? null
      : { amount: row.cost, currency: row.currency },
  latency_ms: row.latency_ms,
  requested_by:
    row.requested_by === null || row.requested_by_name === null
      ? null
      : { id: row.requested_by, name: row.requested_by_name },
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});
