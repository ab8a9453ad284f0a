import { Button, Menu } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { SearchField } from '../../fields/search-field.tsx';
import { FilterChip } from './chip.tsx';
import {
  cleared,
  isActive,
  text,
  type Filter,
  type FilterPatch,
  type FilterValues,
} from './filter.ts';
import classes from './filters.module.css';

interface FilterBarProps {
  filters: readonly Filter[];
  /** The fields of the address. */
  values: FilterValues;
  /** `isTyping`: the change follows from typing, so it replaces the entry of the browser's history. */
  onChange: (patch: FilterPatch, isTyping: boolean) => void;
  /** A field for text that is always there. */
  search?: { key: string; label: string };
  /** At the left: the views of the list. */
  views?: ReactNode;
  /** At the right: what the list is shown with. */
  tools?: ReactNode;
}

/** The filters of a list as chips. The address holds their values, so "back" brings them back. */
export const FilterBar = (props: FilterBarProps) => {
  const { filters, values, onChange, search, views, tools } = props;
  const { common, table } = useMessages();
  const [openKey, setOpenKey] = useState<string | null>(null);
  const shown = filters.filter((filter) => isActive(filter, values) || filter.key === openKey);
  const others = filters.filter((filter) => !shown.includes(filter));
  const add = (filter: Filter): void =>
    filter.kind === 'flag' ? onChange({ [filter.key]: true }, false) : setOpenKey(filter.key);
  return (
    <search className={classes['bar']} aria-label={common.filters}>
      {views}
      <div className={classes['chips']}>
        {search !== undefined && (
          <SearchField
            label={search.label}
            value={text(values[search.key])}
            onChange={(value) => onChange({ [search.key]: value }, true)}
          />
        )}
        {shown.map((filter) => (
          <FilterChip
            key={filter.key}
            filter={filter}
            values={values}
            isOpen={filter.key === openKey}
            onOpen={() => setOpenKey(filter.key)}
            onClose={() => setOpenKey(null)}
            onChange={onChange}
            onRemove={() => {
              setOpenKey(null);
              onChange(cleared([filter]), false);
            }}
          />
        ))}
        {others.length > 0 && <AddFilter filters={others} onAdd={add} />}
        {shown.length > 1 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => onChange(cleared(filters), false)}
          >
            {table.clearAll}
          </Button>
        )}
      </div>
      {tools !== undefined && <div className={classes['tools']}>{tools}</div>}
    </search>
  );
};

interface AddFilterProps {
  filters: readonly Filter[];
  onAdd: (filter: Filter) => void;
}

const AddFilter = ({ filters, onAdd }: AddFilterProps) => {
  const { table } = useMessages();
  return (
    // The focus goes to the field of the new filter, not back to the button.
    <Menu position="bottom-start" withinPortal returnFocus={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconFilter size={14} />}
        >
          {table.addFilter}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
        {filters.map((filter) => (
          <Menu.Item key={filter.key} onClick={() => onAdd(filter)}>
            {filter.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
