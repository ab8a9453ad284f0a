import { caseLinked, caseRead, caseUnlinked } from '../../domain/cases/events.ts';
import { LINK_COUNT_MAX, type CaseLinkTarget } from '../../domain/cases/links.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countCaseLinks,
  deleteCaseLink,
  insertCaseLink,
  type CaseLinkRow,
} from '../../queries/cases/links.ts';
import { touchCase, type CaseRow } from '../../queries/cases/records.ts';
import { aboutCase } from './facts.ts';

/**
 * Links a case under its lock to a record that the caller reaches. Out: the id of the link. Twice: the link that
 * is there. Errors: `validation_failed` if the case has too many links.
 */
export const linkCase = async (
  tx: Transaction,
  row: Pick<CaseRow, 'id' | 'assigned_to' | 'call_centre_id'>,
  target: CaseLinkTarget,
): Promise<number> => {
  const { id, isNew } = await insertCaseLink(tx, { caseId: row.id, target });
  if (!isNew) {
    tx.emit(caseRead, { subjectId: row.id });
    return id;
  }
  if ((await countCaseLinks(tx, row.id)) > LINK_COUNT_MAX) {
    throw invalid([fault('', 'too_many', { max: LINK_COUNT_MAX })]);
  }
  await touchCase(tx, row.id);
  tx.emit(caseLinked, { ...aboutCase(row), after: target });
  return id;
};

/** Twice: it is gone already. */
export const unlinkCase = async (
  tx: Transaction,
  row: CaseRow,
  link: CaseLinkRow,
): Promise<void> => {
  if (!(await deleteCaseLink(tx, link.id))) return;
  await touchCase(tx, row.id);
  const { conversation_id, lead_id, action_id } = link;
  tx.emit(caseUnlinked, { ...aboutCase(row), before: { conversation_id, lead_id, action_id } });
};
