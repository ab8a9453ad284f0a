import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { UserSelect } from './select.tsx';

interface AssigneeFieldProps {
  label: string;
  /** A click on a name outside of the popover would close it. */
  isInPopover?: boolean;
  /** Who has the record now. Null: nobody, or a new record. */
  current: { id: number; name: string } | null;
  value: number | null;
  error: ReactNode;
  onChange: (userId: number | null) => void;
}

/** Who has a record. An agent may not list users: they take it, hand it back, or leave it. */
export const AssigneeField = ({
  label,
  isInPopover = false,
  current,
  value,
  error,
  onChange,
}: AssigneeFieldProps) => {
  const { tasks: words } = useMessages();
  const { user } = useMe();
  const canListUsers = useCan()('users:read');
  if (canListUsers) {
    return (
      <UserSelect
        label={label}
        placeholder={words.nobody}
        comboboxProps={{ withinPortal: !isInPopover }}
        value={value ?? undefined}
        error={error}
        onChange={(userId) => onChange(userId ?? null)}
      />
    );
  }
  const other =
    current !== null && current.id !== user.id
      ? [{ value: String(current.id), label: current.name }]
      : [];
  return (
    <Select
      label={label}
      placeholder={words.nobody}
      clearable
      comboboxProps={{ withinPortal: !isInPopover }}
      data={[{ value: String(user.id), label: words.assigneeMe }, ...other]}
      value={value === null ? null : String(value)}
      error={error}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
};
