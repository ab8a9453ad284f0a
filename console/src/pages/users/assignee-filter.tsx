import { Button, Stack } from '@mantine/core';
import { useCan } from '../../api/session.ts';
import type { Filter, FilterValue } from '../../ui/table/filters/filter.ts';
import { UserName, UserSelect } from './select.tsx';
import { useCallCentres } from './shared.ts';

/** Filters of statistics: whose records they count. */

interface AssigneeFilterInput {
  value: number | 'none' | undefined;
  label: string;
  /** Records that nobody has. */
  nobody: string;
}

/** None for those who may not list users. */
export const useAssigneeFilter = (input: AssigneeFilterInput): Filter[] => {
  const canListUsers = useCan()('users:read');
  if (!canListUsers) return [];
  return [
    {
      kind: 'custom',
      key: 'assigned_to',
      label: input.label,
      shown: <AssigneeName {...input} />,
      field: (onChange: (value: FilterValue) => void) => (
        <AssigneeChoice {...input} onChange={onChange} />
      ),
    },
  ];
};

const AssigneeName = ({ value, nobody }: AssigneeFilterInput) => {
  if (value === undefined) return null;
  return value === 'none' ? nobody : <UserName id={value} />;
};

interface AssigneeChoiceProps extends AssigneeFilterInput {
  onChange: (value: FilterValue) => void;
}

const AssigneeChoice = ({ value, label, nobody, onChange }: AssigneeChoiceProps) => (
  <Stack gap="xs">
    <Button
      size="xs"
      variant={value === 'none' ? 'filled' : 'default'}
      aria-pressed={value === 'none'}
      onClick={() => onChange('none')}
    >
      {nobody}
    </Button>
    <UserSelect
      size="xs"
      label={label}
      // A click on a name outside of the popover would close it.
      comboboxProps={{ withinPortal: false }}
      value={typeof value === 'number' ? value : undefined}
      onChange={onChange}
    />
  </Stack>
);

/** None if there is nothing to choose from. */
export const useCentreFilter = (label: string): Filter[] => {
  const centres = useCallCentres();
  if (centres.length < 2) return [];
  const options = centres.map(({ id, name }) => ({ value: String(id), label: name }));
  return [{ kind: 'select', key: 'call_centre_id', label, options }];
};
