import { fault } from '../../domain/shared/faults.ts';
import { AppError } from '../../errors.ts';

/** In: the record under its lock. Errors: `version_conflict` if the change is based on another version. */
export const requireVersion = (record: { version: number }, version: number): void => {
  if (record.version === version) return;
  throw new AppError('version_conflict', `the current version is ${record.version}`, {
    faults: [fault('version', 'version_outdated', { current: record.version })],
  });
};
