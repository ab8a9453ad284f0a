import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/index.tsx';
import classes from './shares.module.css';

export interface Share {
  key: string;
  label: string;
  count: number;
  colour: string;
  /** Instead of the label: a link to what is counted. */
  link?: ReactNode;
}

interface SharesProps {
  shares: readonly Share[];
  /** Shown instead of an empty list. */
  none: string;
}

/** The parts of a whole: a bar and its figure for each. */
export const Shares = ({ shares, none }: SharesProps) => {
  const format = useFormat();
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  return (
    <Stack gap={8}>
      {shares.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      {shares.map(({ key, label, count, colour, link }) => (
        <div key={key} className={classes['share']}>
          <Text size="sm" className={classes['shareName'] ?? ''}>
            {link ?? label}
          </Text>
          <Progress
            size="sm"
            color={colour}
            value={(100 * count) / Math.max(total, 1)}
            aria-label={label}
          />
          <Text size="sm" className={classes['figure'] ?? ''}>
            {format.number(count)}
          </Text>
        </div>
      ))}
    </Stack>
  );
};
