import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { Column, RowAction } from './column.ts';
import { ColumnMenu } from './column-menu.tsx';
import { chosenColumns } from './column.ts';
import { ExportButton } from './export.tsx';
import { FilterBar } from './filters/bar.tsx';
import type { Filter, FilterValues } from './filters/filter.ts';
import { ListLayout, ListTable, RowCount } from './list-table.tsx';

/** A list of a thousand invented rows: each part of the kit without the api. English only: users never see it. */

interface Plant {
  id: number;
  name: string;
  colour: string;
  heightCm: number;
}

const COLOURS = ['red', 'white', 'yellow'];
const PLANTS: readonly Plant[] = Array.from({ length: 1000 }, (_, id) => ({
  id,
  name: `Tulip ${id + 1}`,
  colour: COLOURS[id % COLOURS.length] ?? '',
  heightCm: 20 + ((id * 7) % 40),
}));

const COLUMNS: readonly Column<Plant>[] = [
  {
    key: 'name',
    header: 'Name',
    card: 'title',
    width: '40%',
    cell: (row) => <a href={`#plant-${row.id}`}>{row.name}</a>,
    text: (row) => row.name,
  },
  {
    key: 'colour',
    header: 'Colour',
    card: 'aside',
    cell: (row) => row.colour,
    text: (row) => row.colour,
  },
  {
    key: 'height',
    header: 'Height',
    align: 'right',
    sortKey: 'height',
    cell: (row) => `${row.heightCm} cm`,
    text: (row) => String(row.heightCm),
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: 'multi',
    key: 'colour',
    label: 'Colour',
    options: COLOURS.map((colour) => ({ value: colour, label: colour })),
  },
  { kind: 'text', key: 'name', label: 'Name' },
  { kind: 'flag', key: 'is_tall', label: 'Tall ones' },
];

const rowsFor = (values: FilterValues, sort: string): readonly Plant[] => {
  const { colour, name, is_tall: isTall } = values;
  const found = PLANTS.filter(
    (plant) =>
      (!Array.isArray(colour) || colour.includes(plant.colour)) &&
      (typeof name !== 'string' || plant.name.includes(name)) &&
      (isTall !== true || plant.heightCm > 50),
  );
  const direction = sort.startsWith('-') ? -1 : 1;
  return sort === '' ? found : found.toSorted((a, b) => direction * (a.heightCm - b.heightCm));
};

export const ListExample = () => {
  const [values, setValues] = useState<FilterValues>({});
  const [sort, setSort] = useState('');
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [done, setDone] = useState('');
  const rows = rowsFor(values, sort);
  const columns = chosenColumns(COLUMNS, chosen);
  const actionsOf = ({ name }: Plant): RowAction[] => [
    {
      key: 'edit',
      label: 'Edit',
      icon: IconPencil,
      isEdit: true,
      run: () => setDone(`Edited ${name}`),
    },
  ];
  return (
    <ListLayout>
      <FilterBar
        filters={FILTERS}
        values={values}
        onChange={(patch) => setValues({ ...values, ...patch })}
        tools={
          <>
            <output>{done}</output>
            <RowCount count={rows.length} isCapped={false} />
            <ColumnMenu columns={COLUMNS} chosen={chosen} onChange={setChosen} />
            <ExportButton
              columns={columns}
              fileName="plants"
              rowCount={rows.length}
              read={() => Promise.resolve({ rows, nextCursor: null })}
            />
          </>
        }
      />
      <ListTable
        label="Plants"
        columns={columns}
        list={{
          rows,
          isStale: false,
          isOutdated: false,
          hasMore: false,
          isLoadingMore: false,
          isCut: false,
          loadMore: () => undefined,
          readAgain: () => undefined,
        }}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        sort={{ value: sort, onChange: setSort }}
        rowActions={actionsOf}
        bulk={(selected, clear) => (
          <Button
            size="compact-sm"
            onClick={() => {
              setDone(`Watered ${selected.length}`);
              clear();
            }}
          >
            Water
          </Button>
        )}
      />
    </ListLayout>
  );
};
