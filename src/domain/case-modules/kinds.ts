import type { CaseType } from '../cases/words.ts';
import { WEBHOOK_ERROR_CLASSES } from '../webhooks/error-classes.ts';

/** The kinds of modules, and why one gives no answer. */

export const MODULE_KINDS = ['legal', 'fiscal', 'rag', 'billing'] as const;
export type ModuleKind = (typeof MODULE_KINDS)[number];

/** Those that are asked a question about a case. */
export type ConsultedKind = Extract<ModuleKind, 'legal' | 'fiscal'>;

/** The module that is consulted about a case of this type. Null: none. */
export const consultedKind = (caseType: CaseType): ConsultedKind | null =>
  caseType === 'legal' || caseType === 'fiscal' ? caseType : null;

export const MODULE_FAILURES = [
  ...WEBHOOK_ERROR_CLASSES,
  /** Larger than `MODULE_ANSWER_SIZE_MAX_BYTES`. */
  'answer_too_large',
  /** It is not what the contract says. */
  'answer_invalid',
  /** It failed several times in a row: it is left alone for a while. */
  'circuit_open',
] as const;
export type ModuleFailure = (typeof MODULE_FAILURES)[number];
