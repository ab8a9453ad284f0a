import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import classes from './list-table.module.css';
import type { Selection } from './use-selection.ts';

interface BulkBarProps {
  selection: Selection;
  children: ReactNode;
}

/** What can be done with the selected rows, above the end of the list. */
export const BulkBar = ({ selection, children }: BulkBarProps) => {
  const { table } = useMessages();
  const count = selection.keys.size;
  return (
    <div className={classes['bulk']} role="region" aria-label={table.bulkLabel}>
      <Text size="sm" fw={550} aria-live="polite">
        {table.selectedCount(count)}
      </Text>
      <Group gap="xs">
        {children}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
          {table.clearSelection}
        </Button>
      </Group>
    </div>
  );
};
