import { oneOf, pagesSearch, set, type RawSearch } from '../../routing/search.ts';

/** The `?` of the pages about mailboxes. */

export const mailboxesSearch = pagesSearch;

export const ITEM_OUTCOMES = [
  'new',
  'duplicate',
  'newsletter',
  'filtered',
  'own_copy',
  'pending',
  'quarantined',
  'dropped',
] as const;

export const mailboxSearch = (raw: RawSearch) =>
  set({ outcome: oneOf(ITEM_OUTCOMES, raw['outcome']) });
export type MailboxSearch = ReturnType<typeof mailboxSearch>;
