import { EmptyState } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  icon: Icon;
  title: string;
  /** What the user can do next. */
  hint?: string;
  action?: ReactNode;
}

/** Shown instead of an empty list. */
export const Empty = ({ icon: IconShape, title, hint, action }: EmptyProps) => (
  <EmptyState
    px="md"
    py={48}
    withIndicatorBackground
    icon={<IconShape stroke={1.5} aria-hidden />}
    title={title}
    {...(hint === undefined ? {} : { description: hint })}
  >
    {action !== undefined && <EmptyState.Actions>{action}</EmptyState.Actions>}
  </EmptyState>
);
