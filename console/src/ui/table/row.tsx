import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
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

const RowMenu = ({ name, actions }: { name: string; actions: readonly RowAction[] }) => {
  const { table } = useMessages();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={table.rowMenu(name)}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ key, label, icon: Shape, isDangerous, run }) => (
          <Menu.Item
            key={key}
            leftSection={Shape && <Shape size={15} />}
            {...(isDangerous === true ? { color: 'brick' } : {})}
            onClick={run}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
