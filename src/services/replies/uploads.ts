import { ATTACHMENTS_SIZE_MAX_BYTES } from '../../domain/replies/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockUploads, type FileRow } from '../../queries/replies/context.ts';

/** Uploaded files that a message takes with it. */

/**
 * Errors: `validation_failed` for a file that is not the caller's, was refused, or belongs to a message already;
 * and if they are too large together.
 */
export const requireUploads = async (
  tx: Transaction,
  { ids, conversationId }: { ids: readonly number[]; conversationId: number },
): Promise<FileRow[]> => {
  if (ids.length === 0) return [];
  const files = await lockUploads(tx, { ids, conversationId });
  const faults = ids.flatMap((id, index) => {
    const path = `attachment_ids.${index}`;
    if (ids.indexOf(id) !== index) return [fault(path, 'given_twice', {})];
    if (files.some((file) => file.id === id)) return [];
    return [fault(path, 'unknown_record', { record: 'attachment' })];
  });
  if (faults.length > 0) throw invalid(faults);
  const sizeBytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
  if (sizeBytes <= ATTACHMENTS_SIZE_MAX_BYTES) return files;
  throw invalid([fault('attachment_ids', 'too_big', { max: ATTACHMENTS_SIZE_MAX_BYTES })]);
};
