import { ActionIcon, Button, Group, Popover, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandGrab, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { StatusField } from '../../../parts/statuses/field.tsx';
import { DateField } from '../../../ui/form/fields/date-field.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { TonedSelect } from '../../../ui/form/fields/toned-select.tsx';
import facts from '../../entities/record/page.module.css';
import { CaseAssigneeField } from '../assignee-field.tsx';
import { useChangeCase } from '../change.ts';
import { CaseStatusBadge, DueDay, PRIORITY_LOOKS, PriorityBadge, STATUS_LOOKS } from '../looks.tsx';
import type { Case } from '../query.ts';
import { CASE_PRIORITIES, CASE_STATUSES } from '../search.ts';
import classes from './record.module.css';

/** What a case is, in its head. Its status, priority, assignee and due day are changed right there. */

interface PartProps {
  row: Case;
  mayChange: boolean;
}

export const StatusChoice = ({ row, mayChange }: PartProps) => {
  const { cases: words } = useMessages();
  const { change, isPending } = useChangeCase(row);
  if (!mayChange) return <CaseStatusBadge status={row.status} />;
  const offered = CASE_STATUSES.filter(
    (one) => one === row.status || row.allowed_statuses.includes(one),
  );
  return (
    <StatusField
      label={words.columnStatus}
      code={row.status}
      toneOf={(code) => STATUS_LOOKS[statusOf(code)].tone}
      data={offered.map((value) => ({ value, label: words.statuses[value] }))}
      disabled={isPending}
      onChange={(code) => change({ status: statusOf(code) })}
    />
  );
};

const statusOf = (code: string): Case['status'] =>
  CASE_STATUSES.find((one) => one === code) ?? 'nouveau';

const priorityOf = (code: string | null): Case['priority'] =>
  CASE_PRIORITIES.find((one) => one === code) ?? 'normal';

export const HeadFacts = ({ row, mayChange }: PartProps) => {
  const { cases: words } = useMessages();
  return (
    <div className={facts['facts']}>
      <div className={facts['line']}>
        <span className={classes['reference']}>{row.reference}</span>
        <span>
          <LinkText to="/people/$id" params={{ id: String(row.client.id) }} inherit>
            {row.client.name}
          </LinkText>
        </span>
        <span>{words.types[row.case_type]}</span>
        <span>
          <Due row={row} mayChange={mayChange} />
        </span>
        <span>
          <Assignee row={row} mayChange={mayChange} />
        </span>
        <span>
          {words.updated} <RelativeTime at={row.updated_at} />
        </span>
      </div>
    </div>
  );
};

export const PriorityChoice = ({ row, mayChange }: PartProps) => {
  const { cases: words } = useMessages();
  const { change, isPending } = useChangeCase(row);
  if (!mayChange) return <PriorityBadge priority={row.priority} />;
  return (
    <TonedSelect
      aria-label={words.columnPriority}
      className={classes['priority'] ?? ''}
      searchable={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      toneOf={(value) => PRIORITY_LOOKS[priorityOf(value)].tone}
      data={CASE_PRIORITIES.map((value) => ({ value, label: words.priorities[value] }))}
      value={row.priority}
      disabled={isPending}
      onChange={(value) => {
        if (value !== null && value !== row.priority) change({ priority: priorityOf(value) });
      }}
    />
  );
};

const Due = ({ row, mayChange }: PartProps) => {
  const { cases: words } = useMessages();
  const { change, isPending } = useChangeCase(row);
  const [isOpen, popover] = useDisclosure(false);
  return (
    <Group gap={4} component="span">
      {row.due_on === null ? (
        words.noDue
      ) : (
        <span>
          {words.due} <DueDay row={row} />
        </span>
      )}
      {mayChange && (
        <Popover opened={isOpen} onChange={popover.toggle} trapFocus returnFocus width={260}>
          <Popover.Target>
            <Pencil label={words.changeDue} isPending={isPending} onClick={popover.toggle} />
          </Popover.Target>
          <Popover.Dropdown>
            <DateField
              label={words.columnDue}
              popoverProps={{ withinPortal: false }}
              value={row.due_on ?? undefined}
              onChange={(day) => {
                popover.close();
                if ((day ?? null) !== row.due_on) change({ due_on: day ?? null });
              }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
};

const Assignee = ({ row, mayChange }: PartProps) => {
  const { cases: words } = useMessages();
  const { user } = useMe();
  const { change, isPending } = useChangeCase(row);
  const { assigned_to: userId, assigned_to_name: name } = row;
  return (
    <Group gap={4} component="span">
      <span>{name === null ? words.nobody : words.assignedTo(name)}</span>
      {mayChange && (
        <AssigneePopover
          row={row}
          isPending={isPending}
          onChoose={(id) => change({ assigned_to: id })}
        />
      )}
      {mayChange && userId === null && (
        <Button
          size="compact-xs"
          leftSection={<IconHandGrab size={14} />}
          loading={isPending}
          onClick={() => change({ assigned_to: user.id })}
        >
          {words.take}
        </Button>
      )}
    </Group>
  );
};

interface AssigneePopoverProps {
  row: Case;
  isPending: boolean;
  onChoose: (userId: number | null) => void;
}

const AssigneePopover = ({ row, isPending, onChoose }: AssigneePopoverProps) => {
  const { cases: words, common } = useMessages();
  const { assigned_to: userId, assigned_to_name: name } = row;
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(userId);
  const open = (isNow: boolean): void => {
    setOpen(isNow);
    setChosen(userId);
  };
  return (
    <Popover opened={isOpen} onChange={open} trapFocus returnFocus width={280}>
      <Popover.Target>
        <Pencil label={words.changeAssignee} isPending={isPending} onClick={() => open(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <CaseAssigneeField
            of={{ caseId: row.id }}
            label={words.columnAssignee}
            isInPopover
            current={userId === null ? null : { id: userId, name: name ?? '' }}
            value={chosen}
            error={undefined}
            onChange={setChosen}
          />
          <Button
            size="compact-sm"
            disabled={chosen === userId}
            onClick={() => {
              setOpen(false);
              onChoose(chosen);
            }}
          >
            {common.save}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};

interface PencilProps {
  label: string;
  isPending: boolean;
  onClick: () => void;
}

const Pencil = ({ label, isPending, ...button }: PencilProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    size="sm"
    loading={isPending}
    aria-label={label}
    {...button}
  >
    <IconPencil size={14} />
  </ActionIcon>
);
