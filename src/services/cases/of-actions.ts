import { LINK_COUNT_MAX } from '../../domain/cases/links.ts';
import { CaseStatusIn } from '../../domain/cases/shapes.ts';
import { isCaseOpen, mayFollow } from '../../domain/cases/words.ts';
import { WHOLE_COMPANY } from '../../domain/shared/permissions.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { countCaseLinks } from '../../queries/cases/links.ts';
import { findCaseIdByReference } from '../../queries/cases/of-actions.ts';
import { findCase } from '../../queries/cases/records.ts';
import { linkCase } from './links.ts';
import { changeCase } from './save.ts';

/** Actions about a case (`entiteType: dossier`). */

/** The case was found within the caller's reach. One with too many links gets no more: its actions are found by its number. */
export const linkActionToCase = async (
  tx: Transaction,
  { caseId, actionId }: { caseId: number; actionId: string },
): Promise<void> => {
  const row = await findCase(tx, { id: caseId, scope: WHOLE_COMPANY, isLocked: true });
  if (!row) throw notFound('case');
  if ((await countCaseLinks(tx, caseId)) >= LINK_COUNT_MAX) return;
  await linkCase(tx, row, { kind: 'action', id: actionId });
};

/** Whether it is about a case that was deleted. Otherwise its case is locked. */
export const isCaseGone = async (
  tx: Transaction,
  { entite_type: type, entite_id: ref }: Pick<ActionRow, 'entite_type' | 'entite_id'>,
): Promise<boolean> =>
  type === 'dossier' && ref !== null && (await findCaseIdByReference(tx, ref)) === undefined;

interface Reported {
  reference: string;
  statutDossier: string;
  /** When the action was decided. */
  decidedAt: Date;
}

/**
 * Moves the case to the status that n8n reports, by its code or its word. A status that is unknown or may not follow stays
 * with the callback alone, and so does one that would open again a case that ended after the action was decided.
 */
export const moveCaseByAction = async (
  tx: Transaction,
  { reference, statutDossier, decidedAt }: Reported,
): Promise<void> => {
  const status = CaseStatusIn.safeParse(statutDossier);
  if (!status.success) return;
  const id = await findCaseIdByReference(tx, reference);
  const row = id === undefined ? undefined : await findCase(tx, { id, scope: WHOLE_COMPANY });
  if (!row || row.status === status.data || !mayFollow(row.status, status.data)) return;
  const isEndedSince = !isCaseOpen(row.status) && row.status_changed_at > decidedAt;
  if (isEndedSince && isCaseOpen(status.data)) return;
  await changeCase(tx, row, { version: row.version, status: status.data });
};
