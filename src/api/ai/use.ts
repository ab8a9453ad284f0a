import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import { lacksPermission } from '../http/endpoint.ts';

/** For routes that have a model called about a record: the permission to read that record is not enough. */
export const requireAiUse = (caller: Caller): void => {
  if (scopeOf(caller, 'ai:use') === undefined) throw lacksPermission('ai:use');
};
