import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import classes from './filter-bar.module.css';

interface FilterBarProps {
  /** Always visible: views, a search field. */
  children?: ReactNode;
  /** Hidden until the button is pressed. */
  fields?: ReactNode;
  activeCount: number;
  onClear: () => void;
}

/** The filters of a list: the usual ones are visible, a button shows the others. */
export const FilterBar = ({ children, fields, activeCount, onClear }: FilterBarProps) => {
  const { common } = useMessages();
  const [isOpen, { toggle }] = useDisclosure(activeCount > 0);
  return (
    <search className={classes['bar']} aria-label={common.filters}>
      <div className={classes['top']}>
        {children}
        {fields !== undefined && (
          <Button
            variant={activeCount > 0 ? 'light' : 'default'}
            size="xs"
            leftSection={<IconAdjustmentsHorizontal size={15} />}
            aria-expanded={isOpen}
            onClick={toggle}
            ml="auto"
          >
            {common.filterCount(activeCount)}
          </Button>
        )}
        {activeCount > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconX size={14} />}
            onClick={onClear}
          >
            {common.clearFilters}
          </Button>
        )}
      </div>
      {fields !== undefined && (
        <Collapse expanded={isOpen}>
          <div className={classes['fields']}>{fields}</div>
        </Collapse>
      )}
    </search>
  );
};
