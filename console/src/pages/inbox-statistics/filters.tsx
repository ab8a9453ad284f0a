import { useMessages } from '../../i18n/index.tsx';
import type { Filter } from '../../ui/table/filters/filter.ts';
import { useFolders } from '../inbox-folders/types.ts';
import { useAssigneeFilter, useCentreFilter } from '../users/assignee-filter.tsx';
import { CHANNELS, type InboxStatisticsSearch } from './search.ts';

/** The filters of the statistics. */
export const useStatisticsFilters = ({ assigned_to: value }: InboxStatisticsSearch): Filter[] => {
  const { inboxStatistics: words } = useMessages();
  const folders = useFolders();
  return [
    { kind: 'period', key: 'period', label: words.filterPeriod },
    {
      kind: 'select',
      key: 'folder_id',
      label: words.filterFolder,
      options: [
        { value: 'none', label: words.noFolder },
        ...folders.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
    {
      kind: 'select',
      key: 'channel',
      label: words.filterChannel,
      options: CHANNELS.map((channel) => ({ value: channel, label: words.channels[channel] })),
    },
    ...useCentreFilter(words.filterCentre),
    ...useAssigneeFilter({ value, label: words.filterAgent, nobody: words.noAgent }),
  ];
};
