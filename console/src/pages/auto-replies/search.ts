import { id, oneOf, set, type RawSearch } from '../../routing/search.ts';

/** The `?` of the automatic replies. `accepted`: by a person; `alone`: sent without one. */

export const STATUSES = [
  'waiting',
  'drafting',
  'refused',
  'accepted',
  'alone',
  'rejected',
  'superseded',
  'expired',
  'failed',
] as const;

export const ASSIGNEES = ['me', 'none'] as const;

export const autoRepliesSearch = (raw: RawSearch) =>
  set({
    status: oneOf(STATUSES, raw['status']),
    folder_id: id(raw['folder_id']),
    assigned_to: oneOf(ASSIGNEES, raw['assigned_to']) ?? id(raw['assigned_to']),
  });
export type AutoRepliesSearch = ReturnType<typeof autoRepliesSearch>;
