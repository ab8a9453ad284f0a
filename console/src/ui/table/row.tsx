import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState, type ComponentProps } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import type { Column, RowAction } from './column.ts';
import classes from './data-table.module.css';
import { keepSelectedText, openRow } from './open-row.ts';
import type { Selection } from './use-selection.ts';

interface TableRowProps<Row> {
  row: Row;
  index: number;
  id: string;
  /** What the row is called: for its checkbox and its menu. */
  name: string;
  columns: readonly Column<Row>[];
  selection: Selection | undefined;
  actions: readonly RowAction[] | undefined;
}

export const TableRow = <Row,>(props: TableRowProps<Row>) => {
  const { row, index, id, name, columns, selection, actions } = props;
  const { table } = useMessages();
  const isSelected = selection?.keys.has(id) === true;
  return (
    // The link of the title does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <tr
      role="row"
      className={classes['row']}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selection === undefined ? undefined : isSelected}
      tabIndex={-1}
      onClickCapture={keepSelectedText}
      onClick={openRow}
    >
      {selection !== undefined && (
        <td role="cell" className={classes['select']} data-card="select">
          <label>
            <input
              type="checkbox"
              aria-label={table.selectRow(name)}
              checked={isSelected}
              onChange={({ nativeEvent }) =>
                selection.toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
              }
            />
          </label>
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          role="cell"
          data-label={column.header}
          data-align={column.align}
          data-needs-room={column.needsRoom || undefined}
          data-card={column.card ?? 'line'}
          data-title={column.card === 'title' || undefined}
        >
          {column.cell(row)}
        </td>
      ))}
      {actions !== undefined && (
        <td role="cell" className={classes['menu']} data-card="menu">
          {actions.length > 0 && <RowMenu name={name} actions={actions} />}
        </td>
      )}
    </tr>
  );
};

/** The menu is made when it is opened first: in each row of a list it costs more than all the cells. */
const RowMenu = ({ name, actions }: { name: string; actions: readonly RowAction[] }) => {
  const { table } = useMessages();
  const [isUsed, setUsed] = useState(false);
  const label = table.rowMenu(name);
  if (!isUsed) return <MenuButton label={label} onClick={() => setUsed(true)} />;
  return (
    <Menu position="bottom-end" withinPortal defaultOpened>
      <Menu.Target>
        <MenuButton label={label} />
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ key, label: text, icon: Shape, isDangerous, run }) => (
          <Menu.Item
            key={key}
            leftSection={Shape && <Shape size={15} />}
            {...(isDangerous === true ? { color: 'brick' } : {})}
            onClick={run}
          >
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

interface MenuButtonProps extends ComponentProps<typeof ActionIcon<'button'>> {
  label: string;
}

const MenuButton = ({ label, ...given }: MenuButtonProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    size="sm"
    aria-label={label}
    aria-haspopup="menu"
    aria-expanded={false}
    {...given}
  >
    <IconDots size={16} />
  </ActionIcon>
);
