import type { z } from '@hono/zod-openapi';
import type { FolderOut, FolderParams } from '../../domain/inbox-folders/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError } from '../../errors.ts';
import { findFolder, type FolderRow } from '../../queries/inbox-folders/records.ts';
import { violates } from '../http/errors.ts';
import type { LoadRequest } from '../http/spec.ts';

export const foundFolder = ({
  tx,
  params,
}: LoadRequest<typeof FolderParams>): Promise<FolderRow | undefined> => findFolder(tx, params.id);

export const toFolderOut = (row: FolderRow): z.infer<typeof FolderOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** For `catch`: names the field if another folder has the name. */
export const nameTaken = (error: unknown): never => {
  if (!violates(error, 'inbox_folders_name')) throw error;
  throw new AppError('conflict', 'a folder with this name exists', {
    faults: [fault('name', 'taken', {})],
  });
};
