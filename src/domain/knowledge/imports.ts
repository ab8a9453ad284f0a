/** Statuses of imports of documents. No imports: the workflow uses them. */

export const KNOWLEDGE_IMPORT_STATUSES = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type KnowledgeImportStatus = (typeof KNOWLEDGE_IMPORT_STATUSES)[number];

/** Why an import failed. The articles that it created before stay. */
export const KNOWLEDGE_IMPORT_ERRORS = [
  /** The workflow was terminated or failed. */
  'run_ended',
] as const;
export type KnowledgeImportError = (typeof KNOWLEDGE_IMPORT_ERRORS)[number];

export const DOCUMENT_STATUSES = [
  'waiting',
  'imported',
  'unchanged',
  'failed',
  'cancelled',
] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/** Why a document became no article. */
export const DOCUMENT_ERRORS = [
  /** The file is not there any more. */
  'file_gone',
  /** By its content it is no Markdown, text, PDF or DOCX. */
  'unsupported_type',
  /** It is damaged. */
  'unreadable',
  /** A PDF that needs a password. */
  'encrypted',
  /** No text in it: a scan, for example. */
  'no_text',
  'too_many_pages',
  /** Its text, or what is packed in the file. */
  'too_large',
  /** To read it took too much time or memory. */
  'too_complex',
] as const;
export type DocumentError = (typeof DOCUMENT_ERRORS)[number];

export const isKnowledgeImportOpen = (status: KnowledgeImportStatus): boolean =>
  status === 'waiting' || status === 'running';
