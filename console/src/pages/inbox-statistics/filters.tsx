import { Button, Stack } from '@mantine/core';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import type { Filter, FilterValue } from '../../ui/table/filters/filter.ts';
import { useFolders } from '../inbox-folders/types.ts';
import { UserName, UserSelect } from '../users/select.tsx';
import { useCallCentres } from '../users/shared.ts';
import { CHANNELS, type InboxStatisticsSearch } from './search.ts';

/** The filters of the statistics. */
export const useStatisticsFilters = ({ assigned_to: agent }: InboxStatisticsSearch): Filter[] => {
  const { inboxStatistics: words } = useMessages();
  const folders = useFolders();
  const centres = useCallCentres();
  const canListUsers = useCan()('users:read');
  const named = (rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  return [
    { kind: 'period', key: 'period', label: words.filterPeriod },
    {
      kind: 'select',
      key: 'folder_id',
      label: words.filterFolder,
      options: [{ value: 'none', label: words.noFolder }, ...named(folders)],
    },
    {
      kind: 'select',
      key: 'channel',
      label: words.filterChannel,
      options: CHANNELS.map((value) => ({ value, label: words.channels[value] })),
    },
    ...(centres.length < 2
      ? []
      : [
          {
            kind: 'select' as const,
            key: 'call_centre_id',
            label: words.filterCentre,
            options: named(centres),
          },
        ]),
    ...(canListUsers
      ? [
          {
            kind: 'custom' as const,
            key: 'assigned_to',
            label: words.filterAgent,
            shown: <AgentName agent={agent} />,
            field: (onChange: (value: FilterValue) => void) => (
              <AgentField agent={agent} onChange={onChange} />
            ),
          },
        ]
      : []),
  ];
};

type Agent = InboxStatisticsSearch['assigned_to'];

const AgentName = ({ agent }: { agent: Agent }) => {
  const { inboxStatistics: words } = useMessages();
  if (agent === undefined) return null;
  return agent === 'none' ? words.noAgent : <UserName id={agent} />;
};

interface AgentFieldProps {
  agent: Agent;
  onChange: (value: FilterValue) => void;
}

const AgentField = ({ agent, onChange }: AgentFieldProps) => {
  const { inboxStatistics: words } = useMessages();
  return (
    <Stack gap="xs">
      <Button
        size="xs"
        variant={agent === 'none' ? 'filled' : 'default'}
        aria-pressed={agent === 'none'}
        onClick={() => onChange('none')}
      >
        {words.noAgent}
      </Button>
      <UserSelect
        size="xs"
        label={words.filterAgent}
        // A click on a name outside of the popover would close it.
        comboboxProps={{ withinPortal: false }}
        value={typeof agent === 'number' ? agent : undefined}
        onChange={onChange}
      />
    </Stack>
  );
};
