import { oneOf, pageFields, set, type RawSearch } from '../../routing/search.ts';

/** The `?` of the list of notifications. */

export const NOTIFICATION_VIEWS = ['unread', 'all', 'handled'] as const;

export const notificationsSearch = (raw: RawSearch) =>
  set({ view: oneOf(NOTIFICATION_VIEWS, raw['view']), ...pageFields(raw) });
