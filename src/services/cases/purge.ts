import type { Deps } from '../../deps.ts';
import { caseErased } from '../../domain/cases/events.ts';
import { CASE_RESTORE_DAYS } from '../../domain/cases/shapes.ts';
import { inCompany, type Committed } from '../../platform/database.ts';
import { eraseCase, findErasableCase, type CaseKeyRow } from '../../queries/cases/expired.ts';

interface PurgeDeps extends Pick<Deps, 'database'> {
  announce: (committed: Committed) => void;
}

/** Erases what a deleted case holds, once it can't be restored any more. Twice: there is nothing to erase. */
export const purgeCase = (
  { database, announce }: PurgeDeps,
  { company_id: companyId, case_id: id }: CaseKeyRow,
): Promise<void> =>
  inCompany(
    database,
    { companyId, userId: null },
    async (tx) => {
      const row = await findErasableCase(tx, { id, restoreDays: CASE_RESTORE_DAYS });
      if (!row) return;
      await eraseCase(tx, { id, ...row });
      tx.emit(caseErased, { subjectId: id, before: row });
    },
    announce,
  );
