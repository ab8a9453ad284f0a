import { Select } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { oneOf } from '../../../routing/search.ts';
import { DataTable, type Column } from '../../../ui/table/data-table.tsx';
import type { LeadImport } from '../status.tsx';
import classes from './mapping.module.css';
import { CHOICES, FIELD_TARGETS, type Choice, type Target } from './targets.ts';

interface MappingColumnsProps {
  row: LeadImport;
  columns: readonly Target[];
  onChoose: (position: number, choice: Choice) => void;
}

interface FileColumn {
  position: number;
  name: string;
  samples: string;
  target: Target;
}

const SAMPLE_COUNT = 3;

/** Each column of the file with its first values, and what it fills. */
export const MappingColumns = ({ row, columns, onChoose }: MappingColumnsProps) => {
  const { leadImports } = useMessages();
  const rows = columns.map((target, position): FileColumn => {
    const values = row.sample.flatMap((cells) => {
      const cell = cells[position]?.trim() ?? '';
      return cell === '' ? [] : [cell];
    });
    return {
      position,
      name: row.header[position]?.trim() || leadImports.nameless(position + 1),
      samples: [...new Set(values)].slice(0, SAMPLE_COUNT).join(' · '),
      target,
    };
  });
  const shown: Column<FileColumn>[] = [
    {
      key: 'name',
      header: leadImports.columnName,
      card: 'title',
      width: '26%',
      cell: ({ name }) => <span className={classes['name']}>{name}</span>,
    },
    {
      key: 'samples',
      header: leadImports.firstValues,
      cell: ({ samples }) => (
        <span className={classes['samples']} title={samples}>
          {samples}
        </span>
      ),
    },
    {
      key: 'target',
      header: leadImports.fills,
      width: '230px',
      cell: (column) => (
        <TargetSelect
          column={column}
          isNamed={(row.header[column.position]?.trim() ?? '') !== ''}
          onChoose={(choice) => onChoose(column.position, choice)}
        />
      ),
    },
  ];
  return (
    <DataTable
      label={leadImports.columns}
      columns={shown}
      rows={rows}
      rowKey={({ position }) => position}
      rowName={({ name }) => name}
    />
  );
};

interface TargetSelectProps {
  column: FileColumn;
  isNamed: boolean;
  onChoose: (choice: Choice) => void;
}

const TargetSelect = ({ column, isNamed, onChoose }: TargetSelectProps) => {
  const { common, leadImports } = useMessages();
  const { target } = column.target;
  return (
    <Select
      aria-label={common.labelled(leadImports.fills, column.name)}
      size="xs"
      w="100%"
      allowDeselect={false}
      maxDropdownHeight={400}
      data={[
        {
          group: leadImports.fieldsOfLead,
          items: FIELD_TARGETS.map((value) => ({ value, label: leadImports.targets[value] })),
        },
        {
          group: leadImports.otherwise,
          items: [
            ...(isNamed ? [{ value: 'data', label: leadImports.targets.data }] : []),
            { value: 'ignore', label: leadImports.targets.ignore },
          ],
        },
      ]}
      value={target}
      onChange={(value) => {
        const choice = oneOf(CHOICES, value);
        if (choice !== undefined) onChoose(choice);
      }}
    />
  );
};
