import type { z } from '@hono/zod-openapi';
import type { CaseFileOut, CaseFileParams } from '../../domain/case-files/shapes.ts';
import { isPreviewable, isReleased } from '../../domain/case-files/states.ts';
import { AppError } from '../../errors.ts';
import { findCaseFile, type CaseFileRow } from '../../queries/case-files/records.ts';
import type { LoadRequest } from '../http/spec.ts';
import { caseInReach, lockedCase } from '../cases/views.ts';

/** Files as the endpoints find and answer them: through their case. */

type Load = LoadRequest<typeof CaseFileParams>;

export const fileInReach = async (request: Load): Promise<CaseFileRow | undefined> => {
  const row = await caseInReach(request);
  return row && findCaseFile(request.tx, { id: request.params.file_id, caseId: row.id });
};

/** With its case, both under their locks. */
export const lockFile =
  ({ withDeleted }: { withDeleted: boolean }) =>
  async (request: Load) => {
    const row = await lockedCase(request);
    if (!row) return undefined;
    const { file_id: id } = request.params;
    const file = await findCaseFile(request.tx, {
      id,
      caseId: row.id,
      isLocked: true,
      withDeleted,
    });
    return file && { row, file };
  };

/** Errors: `quarantined`; `gone` for an infected file. */
export const requireReleased = ({ scan_state: state }: CaseFileRow): void => {
  if (state === 'infected') {
    throw new AppError('gone', 'this file was infected: its content was removed');
  }
  if (isReleased(state)) return;
  throw new AppError('quarantined', 'the virus scanner has not released this file', {
    details: { scan_state: state },
  });
};

export const fileOut = (row: CaseFileRow): z.infer<typeof CaseFileOut> => ({
  id: row.id,
  case_id: row.case_id,
  name: row.name,
  version: row.version,
  is_latest: row.is_latest,
  media_type: row.media_type,
  size_bytes: row.size_bytes,
  sha256: row.sha256,
  uploaded_by: row.uploaded_by,
  uploaded_by_name: row.uploaded_by_name,
  scan_state: row.scan_state,
  scan_detail: row.scan_detail,
  is_quarantined: row.scan_state === 'pending' || row.scan_state === 'failed',
  is_previewable: isReleased(row.scan_state) && isPreviewable(row.media_type),
  text_state: row.text_state,
  text_error: row.text_error,
  is_text_cut: row.is_text_cut,
  created_at: row.created_at.toISOString(),
  deleted_at: row.deleted_at?.toISOString() ?? null,
});
