import { Popover } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import classes from './filters.module.css';
import { FilterEditor } from './editor.tsx';
import {
  isActive,
  shownValue,
  type Filter,
  type FilterPatch,
  type FilterValues,
} from './filter.ts';

interface ChipProps {
  filter: Filter;
  values: FilterValues;
  isOpen: boolean;
  onOpen: () => void;
  onClose: () => void;
  onChange: (patch: FilterPatch, isTyping: boolean) => void;
  onRemove: () => void;
}

/** One filter: its name and value open its field, the cross takes it away. */
export const FilterChip = (props: ChipProps) => {
  const { filter, values, isOpen, onOpen, onClose, onChange, onRemove } = props;
  const messages = useMessages();
  const format = useFormat();
  const value = isActive(filter, values) ? shownValue(filter, values, messages, format) : null;
  const name = (
    <>
      <span className={classes['chipName']}>{filter.label}</span>
      {value !== null && <span className={classes['chipValue']}>{value}</span>}
    </>
  );
  return (
    <span className={classes['chip']}>
      {filter.kind === 'flag' ? (
        <span className={classes['chipOpen']}>{name}</span>
      ) : (
        <Popover
          opened={isOpen}
          onChange={(opened) => !opened && onClose()}
          position="bottom-start"
          trapFocus
          returnFocus
          withinPortal
        >
          <Popover.Target>
            <button
              type="button"
              className={classes['chipOpen']}
              onClick={isOpen ? onClose : onOpen}
            >
              {name}
            </button>
          </Popover.Target>
          <Popover.Dropdown className={classes['editor']} aria-label={filter.label}>
            <FilterEditor filter={filter} values={values} onChange={onChange} onClose={onClose} />
          </Popover.Dropdown>
        </Popover>
      )}
      <button
        type="button"
        className={classes['chipRemove']}
        aria-label={messages.table.removeFilter(filter.label)}
        onClick={onRemove}
      >
        <IconX size={13} aria-hidden />
      </button>
    </span>
  );
};
