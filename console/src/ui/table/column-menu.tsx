import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { chosenColumns, type Column } from './column.ts';

interface ColumnMenuProps<Row> {
  columns: readonly Column<Row>[];
  /** The chosen columns in their order; null for those of the list. */
  chosen: readonly string[] | null;
  onChange: (chosen: readonly string[] | null) => void;
}

/** Which columns are shown, and in which order. */
export const ColumnMenu = <Row,>({ columns, chosen, onChange }: ColumnMenuProps<Row>) => {
  const { table } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const shown = chosenColumns(columns, chosen);
  const hidden = columns.filter((column) => !shown.includes(column));
  const keys = shown.map(({ key }) => key);
  const toggle = (key: string): void =>
    onChange(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={table.columns} disabled={isOpen}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={table.columns}
            onClick={() => setOpen(!isOpen)}
          >
            <IconColumns3 size={17} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={table.columns} miw={250}>
        <Stack gap={6}>
          {[...shown, ...hidden].map(({ key, header, card }) => (
            <Group key={key} justify="space-between" wrap="nowrap" gap="xs">
              <Checkbox
                size="xs"
                label={header}
                checked={keys.includes(key)}
                disabled={card === 'title'}
                onChange={() => toggle(key)}
              />
              {keys.includes(key) && (
                <Move name={header} keyName={key} keys={keys} onChange={onChange} />
              )}
            </Group>
          ))}
          <Button
            size="compact-xs"
            variant="default"
            mt={4}
            disabled={chosen === null}
            onClick={() => onChange(null)}
          >
            {table.columnsReset}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};

interface MoveProps {
  name: string;
  keyName: string;
  keys: readonly string[];
  onChange: (keys: readonly string[]) => void;
}

const Move = ({ name, keyName, keys, onChange }: MoveProps) => {
  const { table } = useMessages();
  const place = keys.indexOf(keyName);
  const moveTo = (target: number): void => {
    const others = keys.filter((key) => key !== keyName);
    onChange([...others.slice(0, target), keyName, ...others.slice(target)]);
  };
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={table.columnUp(name)}
        disabled={place === 0}
        onClick={() => moveTo(place - 1)}
      >
        <IconChevronUp size={13} />
      </ActionIcon>
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={table.columnDown(name)}
        disabled={place === keys.length - 1}
        onClick={() => moveTo(place + 1)}
      >
        <IconChevronDown size={13} />
      </ActionIcon>
    </Group>
  );
};
