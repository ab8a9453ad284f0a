import { useQueryClient } from '@tanstack/react-query';
import { client, compact, type Schemas } from '../../api/client.ts';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import { dayEnd, daysOf, dayStart } from '../../ui/table/filters/periods.ts';
import { OPEN_STATUSES, type ConversationsSearch } from './search.ts';

/** What the inbox reads from the api. */

export type Conversation = Schemas['Conversation'];
export type ListItem = Schemas['ConversationListItem'];

/** Fields that look for something: resolved conversations are found too. */
const LOOKED_FOR = ['q', 'person_id', 'project_id', 'lead_id', 'organisation_id'] as const;

/** Without a status, the list shows what is to be done. */
const statusOf = (search: ConversationsSearch): string | undefined => {
  if (search.status !== undefined) return search.status.join(',');
  const isSearch = LOOKED_FOR.some((field) => search[field] !== undefined);
  return isSearch ? undefined : OPEN_STATUSES.join(',');
};

const filterQuery = (search: ConversationsSearch) => {
  const { from, to } = daysOf(search);
  return compact({
    q: search.q,
    status: statusOf(search),
    folder_id: textOf(search.folder_id),
    assigned_to: textOf(search.assigned_to),
    unread: search.unread,
    waiting: search.waiting,
    channel: search.channel,
    intent: search.intent,
    mailbox_id: search.mailbox_id,
    person_id: search.person_id,
    project_id: search.project_id,
    lead_id: search.lead_id,
    organisation_id: search.organisation_id,
    newsletter: search.newsletter,
    snoozed: search.snoozed,
    from: dayStart(from),
    to: dayEnd(to),
  });
};

const textOf = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

export const conversationsSource = (search: ConversationsSearch): ListSource<ListItem> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/inbox/conversations', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/inbox/conversations', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const PATHS = [
  '/inbox/conversations',
  '/inbox/conversations/counts',
  '/inbox/conversations/{id}',
  '/inbox/conversations/{id}/timeline',
  '/inbox/conversations/{id}/contact',
] as const;

/** Reads the inbox again after a change by this user; the stream tells of the changes of others. */
export const useRefreshConversations = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};
