import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useFolders, type FolderColour } from '../../inbox-folders/types.ts';
import { useConversationCounts } from '../counts.ts';
import { conversationsSearch, type ConversationsSearch } from '../search.ts';

/** The boxes at the left: each is a few filters, with the number of what is unread in it. */

export interface Box {
  key: string;
  label: string;
  filters: ConversationsSearch;
  /** Undefined until it is known; null: not counted. */
  unreadCount: number | null | undefined;
  colour?: FolderColour;
}

export interface BoxGroup {
  key: 'people' | 'folders' | 'others';
  boxes: readonly Box[];
}

/** What a box can filter by. Other filters narrow it down. */
const BOX_FIELDS = [
  'assigned_to',
  'folder_id',
  'waiting',
  'newsletter',
  'snoozed',
  'status',
] as const;

export const isCurrentBox = (box: Box, search: ConversationsSearch): boolean =>
  BOX_FIELDS.every((field) => String(box.filters[field]) === String(search[field]));

export const useBoxes = (userId: number): BoxGroup[] => {
  const { inbox, inboxStatistics } = useMessages();
  const counts = useConversationCounts();
  const folders = useFolders();
  const box = (
    key: string,
    label: string,
    filters: ConversationsSearch,
    unreadCount: Box['unreadCount'],
  ): Box => ({ key, label, filters: conversationsSearch(filters), unreadCount });
  const { statuses } = inboxStatistics;
  return [
    {
      key: 'people',
      boxes: [
        box('all', inbox.all, {}, counts?.unread_count),
        box('mine', inbox.mine, { assigned_to: 'me' }, ofAssignee(counts, userId)),
        box('unassigned', inbox.unassigned, { assigned_to: 'none' }, ofAssignee(counts, null)),
        box('waiting', inbox.waiting, { waiting: 'true', sort: 'waiting' }, null),
      ],
    },
    {
      key: 'folders',
      boxes: [
        ...folders.map(({ id, name, colour }) => ({
          ...box(`folder-${id}`, name, { folder_id: id }, ofFolder(counts, id)),
          colour,
        })),
        box('no-folder', inbox.noFolder, { folder_id: 'none' }, ofFolder(counts, null)),
      ],
    },
    {
      key: 'others',
      boxes: [
        box('snoozed', inbox.snoozedBox, { snoozed: 'true' }, counts?.snoozed_count),
        box('resolved', inbox.resolved, { status: ['resolu'] }, null),
        box('archive', inbox.archived, { status: ['archive'] }, null),
        box(
          'newsletters',
          inbox.newsletters,
          { newsletter: 'true' },
          counts?.unread_newsletter_count,
        ),
        box('spam', statuses.spam, { status: ['spam'] }, counts?.unread_spam_count),
      ],
    },
  ];
};

type Counts = Schemas['ConversationCounts'] | undefined;

const ofFolder = (counts: Counts, id: number | null): number | undefined =>
  counts && (counts.folders.find(({ folder_id: folderId }) => folderId === id)?.unread_count ?? 0);

const ofAssignee = (counts: Counts, id: number | null): number | undefined =>
  counts && (counts.assignees.find(({ user_id: userId }) => userId === id)?.unread_count ?? 0);
