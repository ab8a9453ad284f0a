import { z } from '@hono/zod-openapi';
import { AI_ERROR_CODES, AI_FAILURES } from '../ai/outcomes.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Integer } from '../shared/values.ts';
import { SECTION_CONTENTS } from './content.ts';
import {
  ANALYSIS_SECTIONS,
  ANALYSIS_STATUSES,
  ITEM_KINDS,
  RISK_LEVELS,
  SOURCE_ORIGINS,
} from './kinds.ts';

/** Analyses of a case, as the routes answer them. */

const Version = wholeNumber(Integer.min(1));
export const CaseAnalysisParams = z.object({
  id: wholeNumber(z.int().positive()),
  version: Version,
});
export const CaseAnalysisStepParams = CaseAnalysisParams.extend({
  step: wholeNumber(z.int().min(1).max(50)).openapi({ description: 'From 1.' }),
});

const WAIT_MAX_SECONDS = 30;
export const CaseAnalysisWaitQuery = z.object({
  wait: wholeNumber(z.int().min(0).max(WAIT_MAX_SECONDS))
    .default(0)
    .openapi({ description: 'Seconds in which the end of the analysis is awaited.' }),
});

export const CaseAnalysisQuery = PageQuery;

export const CompareQuery = z.object({
  with: Version.optional().openapi({
    type: 'integer',
    description: 'An earlier version. Default: the one before.',
  }),
});

const Failure = z
  .object({
    outcome: z.enum([...AI_FAILURES, 'ai_not_configured', 'gave_up']),
    error_code: z.enum(AI_ERROR_CODES).nullable(),
  })
  .openapi('CaseAnalysisFailure');

const sectionOf = <Kind extends keyof typeof SECTION_CONTENTS>(kind: Kind, name: string) =>
  z
    .object({
      status: z.enum(['waiting', 'done', 'failed']),
      content: z.union([SECTION_CONTENTS[kind], z.null()]),
      failure: z.union([Failure, z.null()]),
      run_id: z.uuid().nullable().openapi({ description: 'The call of the language model.' }),
    })
    .openapi(name);

const summary = {
  id: z.uuid(),
  case_id: z.number(),
  version: z.number(),
  status: z.enum(ANALYSIS_STATUSES).openapi({
    description: '`partial`: some sections failed. `failed`: all did.',
  }),
  is_stale: z.boolean().openapi({
    description:
      'The case has changed since it was read, or a linked conversation has a new message.',
  }),
  risk_level: z.enum(RISK_LEVELS).nullable(),
  is_demo: z.boolean().openapi({ description: 'Written by the demo model, which only quotes.' }),
  requested_by: z.number().nullable(),
  requested_by_name: z.string().nullable(),
  done_count: z.number().openapi({ description: `Of ${ANALYSIS_SECTIONS.length} sections.` }),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
};

export const CaseAnalysisSummaryOut = z.object(summary).openapi('CaseAnalysisSummary');

export const CaseAnalysisOut = z
  .object({
    ...summary,
    workflow_id: z.string(),
    sections: z.object({
      summary: sectionOf('summary', 'CaseSummarySection'),
      risk: sectionOf('risk', 'CaseRiskSection'),
      recommendations: sectionOf('recommendations', 'CaseRecommendationsSection'),
      next_steps: sectionOf('next_steps', 'CaseNextStepsSection'),
      references: sectionOf('references', 'CaseReferencesSection'),
    }),
    items: z
      .array(
        z.object({
          key: z.string(),
          kind: z.enum(ITEM_KINDS),
          id: z.number().nullable(),
          conversation_id: z.number().optional().openapi({ description: 'Of a message.' }),
          date: z.iso.date(),
          title: z.string(),
          is_cut: z.boolean(),
        }),
      )
      .openapi({ description: 'What was read of the case.' }),
    left_out: z
      .array(z.object({ kind: z.enum(ITEM_KINDS), count: z.number() }))
      .openapi({ description: 'What there was no place for: the oldest.' }),
    modules: z.array(
      z.object({
        kind: z.string(),
        outcome: z.enum(['answered', 'unavailable']),
        code: z.string().nullable(),
      }),
    ),
    sources: z.array(
      z.object({
        key: z.string(),
        origin: z.enum(SOURCE_ORIGINS),
        title: z.string(),
        citation: z.string(),
        url: z.string().nullable(),
        text: z.string(),
      }),
    ),
    tasks: z
      .array(z.object({ step: z.number(), task_id: z.number(), is_done: z.boolean() }))
      .openapi({ description: 'Those that were made of its next steps.' }),
  })
  .openapi('CaseAnalysis');

const Change = z.object({
  kept: z.array(z.string()),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});

export const CaseAnalysisComparisonOut = z
  .object({
    from_version: z.number(),
    to_version: z.number(),
    risk_level: z.object({
      from: z.enum(RISK_LEVELS).nullable(),
      to: z.enum(RISK_LEVELS).nullable(),
    }),
    sections: z.object({
      summary: Change,
      risk: Change,
      recommendations: Change,
      next_steps: Change,
      references: Change,
    }),
    items: z.object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  })
  .openapi('CaseAnalysisComparison');
