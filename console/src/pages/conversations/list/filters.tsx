import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { Filter, FilterValue } from '../../../ui/table/filters/filter.ts';
import { ContactName, ContactSelect } from '../../contacts/select.tsx';
import { useFolders } from '../../inbox-folders/types.ts';
import { UserName, UserSelect } from '../../users/select.tsx';
import { CHANNELS, INTENTS, STATUSES, type ConversationsSearch } from '../search.ts';

/** The filters of the list of conversations. The boxes set some of them too. */

export const useConversationFilters = (search: ConversationsSearch): Filter[] => {
  const { inbox, inboxAi, inboxStatistics: words, common } = useMessages();
  const yesOrNo = [
    { value: 'true', label: common.yes },
    { value: 'false', label: common.no },
  ];
  return [
    {
      kind: 'multi',
      key: 'status',
      label: inbox.status,
      options: STATUSES.map((value) => ({ value, label: words.statuses[value] })),
    },
    useFolderFilter(),
    useAssigneeFilter(search),
    { kind: 'select', key: 'unread', label: inbox.filterUnread, options: yesOrNo },
    { kind: 'select', key: 'waiting', label: inbox.filterWaiting, options: yesOrNo },
    { kind: 'period', key: 'period', label: inbox.filterDate },
    ...useMailboxFilter(),
    ...usePersonFilter(search),
    {
      kind: 'select',
      key: 'channel',
      label: inbox.filterChannel,
      options: CHANNELS.map((value) => ({ value, label: words.channels[value] })),
    },
    {
      kind: 'select',
      key: 'intent',
      label: inboxAi.intent,
      options: INTENTS.map((value) => ({ value, label: inboxAi.intents[value] })),
    },
    ...useHiddenFilters(),
    ...useLinkFilters(search),
  ];
};

const useFolderFilter = (): Filter => {
  const { inbox } = useMessages();
  const folders = useFolders().map(({ id, name }) => ({ value: String(id), label: name }));
  return {
    kind: 'select',
    key: 'folder_id',
    label: inbox.folder,
    options: [{ value: 'none', label: inbox.noFolder }, ...folders],
  };
};

const useHiddenFilters = (): Filter[] => {
  const { inbox } = useMessages();
  const options = (['true', 'any'] as const).map((value) => ({
    value,
    label: inbox.hidden[value],
  }));
  return [
    { kind: 'select', key: 'snoozed', label: inbox.snoozedBox, options },
    { kind: 'select', key: 'newsletter', label: inbox.newsletters, options },
  ];
};

const useAssigneeFilter = ({ assigned_to: assignee }: ConversationsSearch): Filter => {
  const { inbox } = useMessages();
  const canListUsers = useCan()('users:read');
  const base = { key: 'assigned_to', label: inbox.assignee };
  const options = [
    { value: 'me', label: inbox.me },
    { value: 'none', label: inbox.nobody },
  ];
  if (!canListUsers || assignee === 'me' || assignee === 'none') {
    return { ...base, kind: 'select', options };
  }
  return {
    ...base,
    kind: 'custom',
    shown: assignee === undefined ? null : <UserName id={assignee} />,
    field: (onChange: (value: FilterValue) => void) => (
      <UserSelect
        size="xs"
        label={inbox.assignee}
        // A click on a name outside of the popover would close it.
        comboboxProps={{ withinPortal: false }}
        value={assignee}
        onChange={onChange}
      />
    ),
  };
};

const useMailboxFilter = (): Filter[] => {
  const { inbox } = useMessages();
  const isEnabled = useCan()('mailboxes:read');
  const mailboxes = api.useQuery('get', '/inbox/integrations', {}, { enabled: isEnabled }).data
    ?.data;
  if (mailboxes === undefined || mailboxes.length < 2) return [];
  return [
    {
      kind: 'select',
      key: 'mailbox_id',
      label: inbox.filterMailbox,
      options: mailboxes.map(({ id, name }) => ({ value: String(id), label: name })),
    },
  ];
};

const usePersonFilter = ({ person_id: personId }: ConversationsSearch): Filter[] => {
  const { inbox } = useMessages();
  if (!useCan()('people:read')) return [];
  return [
    {
      kind: 'custom',
      key: 'person_id',
      label: inbox.filterPerson,
      shown: personId === undefined ? null : <ContactName kind="person" id={personId} />,
      field: (onChange: (value: FilterValue) => void) => (
        <ContactSelect
          kind="person"
          size="xs"
          label={inbox.filterPerson}
          comboboxProps={{ withinPortal: false }}
          value={personId}
          onChange={onChange}
        />
      ),
    },
  ];
};

/** Set by links of other pages alone. */
const useLinkFilters = (search: ConversationsSearch): Filter[] => {
  const { inbox } = useMessages();
  return (['project_id', 'lead_id', 'organisation_id'] as const)
    .filter((key) => search[key] !== undefined)
    .map((key) => ({
      kind: 'custom',
      key,
      label: inbox.linkFilters[key],
      shown: `#${search[key]}`,
      field: () => null,
    }));
};
