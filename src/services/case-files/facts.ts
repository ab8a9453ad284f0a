import { WHOLE_COMPANY } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import type { CaseFileRow } from '../../queries/case-files/records.ts';
import { findCase, type CaseRow } from '../../queries/cases/records.ts';

/** Shared parts of the facts of a file. */

export const fileFacts = ({ id, name, version, media_type, size_bytes, sha256 }: CaseFileRow) => ({
  file_id: id,
  name,
  version,
  media_type,
  size_bytes,
  sha256,
});

/**
 * The case of a file, deleted or not, under its lock: for work without a caller. Locks are taken in the order case, stored
 * content, file.
 */
export const lockCaseOf = (
  tx: Transaction,
  { case_id: id }: Pick<CaseFileRow, 'case_id'>,
): Promise<CaseRow | undefined> =>
  findCase(tx, { id, scope: WHOLE_COMPANY, isLocked: true, withDeleted: true });
