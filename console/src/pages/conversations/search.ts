import { day, flag, id, oneOf, set, someOf, text, type RawSearch } from '../../routing/search.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';

/** The `?` of the inbox. */

export const STATUSES = ['urgent', 'nouveau', 'en_cours', 'resolu', 'archive', 'spam'] as const;
export type Status = (typeof STATUSES)[number];
export const OPEN_STATUSES: readonly Status[] = ['urgent', 'nouveau', 'en_cours'];

export const CHANNELS = ['email', 'sms', 'whatsapp', 'custom'] as const;
export const INTENTS = [
  'question',
  'reclamation',
  'rendez_vous',
  'commande',
  'urgence',
  'spam',
  'autre',
] as const;
export const SORTS = ['-date', 'date', 'waiting', 'priority', 'status'] as const;
export type Sort = (typeof SORTS)[number];
export const DEFAULT_SORT = '-date';

const YES_OR_NO = ['true', 'false'] as const;
const HIDDEN = ['true', 'false', 'any'] as const;

export const conversationsSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    status: someOf(STATUSES, raw['status']),
    folder_id: oneOf(['none'], raw['folder_id']) ?? id(raw['folder_id']),
    assigned_to: oneOf(['me', 'none'], raw['assigned_to']) ?? id(raw['assigned_to']),
    unread: oneOf(YES_OR_NO, raw['unread']),
    waiting: oneOf(YES_OR_NO, raw['waiting']),
    channel: oneOf(CHANNELS, raw['channel']),
    intent: oneOf(INTENTS, raw['intent']),
    mailbox_id: id(raw['mailbox_id']),
    person_id: id(raw['person_id']),
    project_id: id(raw['project_id']),
    lead_id: id(raw['lead_id']),
    organisation_id: id(raw['organisation_id']),
    newsletter: oneOf(HIDDEN, raw['newsletter']),
    snoozed: oneOf(HIDDEN, raw['snoozed']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    sort: oneOf(SORTS, raw['sort']),
    view: id(raw['view']),
    new: flag(raw['new']),
  });
export type ConversationsSearch = ReturnType<typeof conversationsSearch>;
