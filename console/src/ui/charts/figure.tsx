import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureProps {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
}

/** One number of a summary. */
export const Figure = ({ label, value, hint }: FigureProps) => (
  <div>
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text fz={24} fw={650} lh={1.25} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {value}
    </Text>
    {hint !== undefined && (
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    )}
  </div>
);
