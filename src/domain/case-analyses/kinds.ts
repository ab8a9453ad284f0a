/** Names of an analysis and its parts. Without zod: workflows use them. */

export const ANALYSIS_STATUSES = [
  'running',
  'succeeded',
  'partial',
  'failed',
  'cancelled',
] as const;
export type AnalysisStatus = (typeof ANALYSIS_STATUSES)[number];
export type EndedAnalysisStatus = Exclude<AnalysisStatus, 'running'>;

/** In the order in which they are shown. */
export const ANALYSIS_SECTIONS = [
  'summary',
  'risk',
  'recommendations',
  'next_steps',
  'references',
] as const;
export type AnalysisSection = (typeof ANALYSIS_SECTIONS)[number];

export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** What is read of a case. */
export const ITEM_KINDS = ['case', 'note', 'file', 'message', 'module_answer'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Where passages come from: a module, or the company's own library of references. */
export const SOURCE_ORIGINS = ['legal', 'fiscal', 'rag', 'library'] as const;
export type SourceOrigin = (typeof SOURCE_ORIGINS)[number];
