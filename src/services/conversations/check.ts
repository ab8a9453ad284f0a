import { fault, type Fault } from '../../domain/shared/faults.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { isFolder } from '../../queries/conversations/decisions.ts';
import { findAssignee } from '../../queries/leads/assignment.ts';
import type { AskedChange } from './change.ts';

/** Errors: `validation_failed`, with faults below `path`. */
export const checkChange = async (
  tx: Transaction,
  scope: Scope,
  asked: AskedChange,
  { now, path = '' }: { now: Date; path?: string },
): Promise<void> => {
  const faults = [
    ...(await assigneeFaults(tx, scope, asked.assigned_to, `${path}assigned_to`)),
    ...(await folderFaults(tx, asked.folder_id, `${path}folder_id`)),
    ...snoozeFaults(asked.snoozed_until, now, `${path}snoozed_until`),
  ];
  if (faults.length > 0) throw invalid(faults);
};

/** Oneself, or a user of the own call centre; with the reach `company`, every active user. */
const assigneeFaults = async (
  tx: Transaction,
  scope: Scope,
  userId: number | null | undefined,
  path: string,
): Promise<Fault[]> => {
  if (userId === null || userId === undefined) return [];
  const user = await findAssignee(tx, userId);
  const isInReach =
    scope.reach === 'company' ||
    userId === scope.userId ||
    (scope.callCentreId !== null && user?.call_centre_id === scope.callCentreId);
  if (!user || !isInReach) return [fault(path, 'unknown_record', { record: 'user' })];
  return user.is_active ? [] : [fault(path, 'user_disabled', {})];
};

const folderFaults = async (
  tx: Transaction,
  folderId: number | null | undefined,
  path: string,
): Promise<Fault[]> =>
  folderId === null || folderId === undefined || (await isFolder(tx, folderId))
    ? []
    : [fault(path, 'unknown_record', { record: 'inbox_folder' })];

const snoozeFaults = (until: Date | null | undefined, now: Date, path: string): Fault[] =>
  until === null || until === undefined || until > now ? [] : [fault(path, 'not_in_future', {})];
