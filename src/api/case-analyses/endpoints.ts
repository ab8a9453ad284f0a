import { z } from '@hono/zod-openapi';
import { setTimeout as pause } from 'node:timers/promises';
import { caseAnalysesListed, caseAnalysisRead } from '../../domain/case-analyses/events.ts';
import { compareSections, compareTexts } from '../../domain/case-analyses/compare.ts';
import {
  CaseAnalysisComparisonOut,
  CaseAnalysisOut,
  CaseAnalysisParams,
  CaseAnalysisQuery,
  CaseAnalysisStepParams,
  CaseAnalysisSummaryOut,
  CaseAnalysisWaitQuery,
  CompareQuery,
} from '../../domain/case-analyses/shapes.ts';
import { CaseParams } from '../../domain/cases/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { TaskOut } from '../../domain/tasks/shapes.ts';
import { notFound } from '../../errors.ts';
import {
  findAnalysis,
  listAnalyses,
  type AnalysisRow,
} from '../../queries/case-analyses/records.ts';
import { findTask } from '../../queries/tasks.ts';
import { cancelAnalysis, requestAnalysis } from '../../services/case-analyses/request.ts';
import {
  analysisSummary,
  sectionContents,
  shownAnalysis,
} from '../../services/case-analyses/show.ts';
import { taskOfStep } from '../../services/case-analyses/step-task.ts';
import { requireAiUse } from '../ai/use.ts';
import { caseInReach, lockedCase } from '../cases/views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { taskOut } from '../tasks.ts';

/** Analyses of a case by a language model. */

type Load = LoadRequest<typeof CaseAnalysisParams>;

const analysisInReach = async (request: Load, isLocked = false) => {
  const row = await (isLocked ? lockedCase : caseInReach)(request);
  if (!row) return undefined;
  const { version } = request.params;
  const analysis = await findAnalysis(request.tx, { caseId: row.id, version, isLocked });
  return analysis && { row, analysis };
};
const lockedAnalysis = (request: Load) => analysisInReach(request, true);

export const caseAnalysisEndpoints = (deps: ApiDeps): Endpoint[] => [
  create(deps),
  list(deps),
  read(deps),
  cancel(deps),
  compare(deps),
  createTaskOfStep(deps),
];

const LOOK_EVERY_MS = 250;
/** Longer than a wait may be. */
const ANSWER_TIMEOUT_MS = 40_000;

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.create',
      method: 'post',
      path: '/api/crm/case/{id}/ai-analyze',
      permission: 'cases:analyse',
      summary: 'Have a case read by the language model',
      description:
        'Needs `ai:use`. Joins the analysis that runs, if one does. The address in `Location` shows each section as soon as it is done. With `wait`, 200 if it ends within that time. 409 if no model is configured.',
      params: CaseParams,
      load: lockedCase,
      query: CaseAnalysisWaitQuery,
      status: 202,
      endedStatus: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: CaseAnalysisOut,
    },
    async ({ query: { wait }, params, caller, scope, c, read: within, write }) => {
      requireAiUse(caller);
      let version = 0;
      const accepted = await write(async (tx, row) => {
        const { analysis } = await requestAnalysis(deps, tx, row, caller.userId);
        ({ version } = analysis);
        tx.emit(caseAnalysisRead, { subjectId: row.id, after: { version } });
        return {
          body: await shownAnalysis(tx, analysis),
          headers: { Location: `/api/crm/case/${row.id}/analysis/${version}` },
        };
      });
      const endsAt = Date.now() + wait * 1000;
      const look = () =>
        within(async (tx) => {
          const found = await analysisInReach({
            tx,
            params: { ...params, version },
            caller,
            scope,
          });
          if (!found) throw notFound('case analysis');
          const { analysis } = found;
          return analysis.status === 'running' ? undefined : shownAnalysis(tx, analysis);
        });
      // A repeated request is answered as before: `version` is 0.
      while (version > 0 && Date.now() < endsAt && !c.get('deadline').aborted) {
        const body = await look();
        if (body !== undefined) return { ...accepted, status: 200, body };
        await pause(LOOK_EVERY_MS);
      }
      return accepted;
    },
  );

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.list',
      method: 'get',
      path: '/api/crm/case/{id}/analysis',
      permission: 'cases:read',
      summary: 'The analyses of a case, newest first',
      params: CaseParams,
      load: caseInReach,
      query: CaseAnalysisQuery,
      status: 200,
      answer: pageOf(CaseAnalysisSummaryOut),
    },
    ({ query: { limit, cursor }, read: within }) => {
      const beforeVersion = decodeCursor(cursor, z.int());
      return within(async (tx, { id: caseId }) => {
        const rows = await listAnalyses(tx, { caseId, beforeVersion, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => row.version);
        tx.emit(caseAnalysesListed, { subjectId: caseId });
        return { body: { ...page, data: page.data.map(analysisSummary) } };
      });
    },
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.read',
      method: 'get',
      path: '/api/crm/case/{id}/analysis/{version}',
      permission: 'cases:read',
      summary: 'One analysis, with the sections that are done',
      description:
        'A reference is `verified` if its quote stands in a passage that was retrieved for this analysis. What is `not_found` must not be relied on.',
      params: CaseAnalysisParams,
      load: (request) => analysisInReach(request),
      status: 200,
      answer: CaseAnalysisOut,
    },
    ({ read: within }) =>
      within(async (tx, { row, analysis }) => {
        tx.emit(caseAnalysisRead, { subjectId: row.id, after: { version: analysis.version } });
        return { body: await shownAnalysis(tx, analysis) };
      }),
  );

const cancel = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.cancel',
      method: 'post',
      path: '/api/crm/case/{id}/analysis/{version}/cancel',
      permission: 'cases:analyse',
      summary: 'Cancel an analysis that runs',
      description: 'Sections that are done stay. A repeat changes nothing.',
      params: CaseAnalysisParams,
      load: lockedAnalysis,
      status: 200,
      answer: CaseAnalysisSummaryOut,
    },
    ({ write }) =>
      write(async (tx, { row, analysis }) => {
        await cancelAnalysis(tx, row, analysis);
        return { body: analysisSummary(await again(tx, analysis)) };
      }),
  );

const again = async (
  tx: Parameters<typeof findAnalysis>[0],
  { case_id: caseId, version }: AnalysisRow,
): Promise<AnalysisRow> => {
  const row = await findAnalysis(tx, { caseId, version });
  if (!row) throw notFound('case analysis');
  return row;
};

const compare = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.compare',
      method: 'get',
      path: '/api/crm/case/{id}/analysis/{version}/compare',
      permission: 'cases:read',
      summary: 'What an analysis says that an earlier one did not, and the other way round',
      params: CaseAnalysisParams,
      load: (request) => analysisInReach(request),
      query: CompareQuery,
      status: 200,
      answer: CaseAnalysisComparisonOut,
    },
    ({ query, read: within }) =>
      within(async (tx, { row, analysis }) => {
        const earlier = await findAnalysis(tx, {
          caseId: row.id,
          version: query.with ?? analysis.version - 1,
        });
        if (!earlier) throw notFound('case analysis');
        tx.emit(caseAnalysisRead, { subjectId: row.id, after: { version: analysis.version } });
        const items = compareTexts(
          earlier.items.map(({ key }) => key),
          analysis.items.map(({ key }) => key),
        );
        return {
          body: {
            from_version: earlier.version,
            to_version: analysis.version,
            risk_level: { from: earlier.risk_level, to: analysis.risk_level },
            sections: compareSections(
              await sectionContents(tx, earlier.id),
              await sectionContents(tx, analysis.id),
            ),
            items: { added: items.added, removed: items.removed },
          },
        };
      }),
  );

const createTaskOfStep = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_analyses.create_task',
      method: 'post',
      path: '/api/crm/case/{id}/analysis/{version}/step/{step}/task',
      permission: 'tasks:create',
      summary: 'Make a task of a next step',
      description: 'A repeat answers the task that is there.',
      params: CaseAnalysisStepParams,
      load: lockedAnalysis,
      status: 201,
      answer: TaskOut,
    },
    ({ params: { step }, caller, write }) =>
      write(async (tx, { row, analysis }) => {
        const id = await taskOfStep(tx, { caller, row, analysis, step });
        const task = await findTask(tx, {
          id,
          scope: { reach: 'company', userId: caller.userId, callCentreId: null },
        });
        if (!task) throw notFound('task');
        return { body: taskOut(task), headers: { Location: `/inbox/tasks/${id}` } };
      }),
  );
