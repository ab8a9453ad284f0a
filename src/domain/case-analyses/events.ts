import { z } from '@hono/zod-openapi';
import { caseStream, CaseState } from '../cases/events.ts';
import { declareEvent, declareInternalEvent } from '../shared/declare-event.ts';
import analysed from './examples/case-analyzed.json' with { type: 'json' };
import { ANALYSIS_STATUSES, RISK_LEVELS } from './kinds.ts';

/** Events of analyses. Their subject is the case. */

export const caseAnalysisRequested = declareInternalEvent('CaseAnalysisRequested', 'case', {
  audit: 'case_analyses.create',
  stream: caseStream,
});
export const caseAnalysisCancelled = declareInternalEvent('CaseAnalysisCancelled', 'case', {
  audit: 'case_analyses.cancel',
  stream: caseStream,
});

/** A section is there, or what was read. */
export const caseAnalysisTouched = declareInternalEvent('CaseAnalysisTouched', 'case', {
  stream: caseStream,
});

export const caseAnalyzed = declareEvent('CaseAnalyzed', 'case', {
  permission: 'cases:read',
  data: z.object({
    ...CaseState,
    analysis_id: z.uuid(),
    analysis_version: z.int(),
    analysis_status: z.enum(ANALYSIS_STATUSES).exclude(['running', 'cancelled']),
    risk_level: z.enum(RISK_LEVELS).nullable(),
    is_demo: z.boolean(),
  }),
  example: analysed,
  audit: 'case_analyses.end',
  stream: {
    topic: caseStream.topic,
    data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
  },
  notification: {
    code: 'case_analyzed',
    kinds: ['CASE_ANALYZED'],
    type: () => 'CASE_ANALYZED',
    level: ({ analysis_status: status }) =>
      status === 'succeeded' ? 'success' : status === 'partial' ? 'warning' : 'error',
  },
});

export const caseAnalysisRead = declareInternalEvent('CaseAnalysisRead', 'case', {
  audit: 'case_analyses.read',
});
export const caseAnalysesListed = declareInternalEvent('CaseAnalysesListed', 'case', {
  audit: 'case_analyses.list',
});
