/** Statuses of imports. No imports: the workflow uses them. */

export const LEAD_IMPORT_STATUSES = [
  'uploaded',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type LeadImportStatus = (typeof LEAD_IMPORT_STATUSES)[number];

/** Why an import failed. The rows that were imported before stay. */
export const LEAD_IMPORT_ERRORS = [
  /** The file is not there any more. */
  'file_gone',
  /** What follows is no CSV: a quotation mark without its pair, for example. */
  'unreadable',
  'too_many_rows',
  'too_many_errors',
  /** The workflow was terminated or failed. */
  'run_ended',
] as const;
export type LeadImportError = (typeof LEAD_IMPORT_ERRORS)[number];

export const isImportOpen = (status: LeadImportStatus): boolean =>
  status === 'waiting' || status === 'running';
