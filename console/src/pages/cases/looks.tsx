import { Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronsUp,
  IconCircleCheck,
  IconCircleDot,
  IconClock,
  IconEqual,
  IconLock,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import { isOverdue, type Case, type CaseStatus } from './query.ts';

/** How statuses, priorities and due days of cases look. */

export const STATUS_LOOKS: Record<CaseStatus, { tone: Tone; icon: Icon }> = {
  nouveau: { tone: 'info', icon: IconCircleDot },
  en_cours: { tone: 'moving', icon: IconPlayerPlay },
  attente_client: { tone: 'waiting', icon: IconClock },
  resolu: { tone: 'good', icon: IconCircleCheck },
  ferme: { tone: 'neutral', icon: IconLock },
};

export const PRIORITY_LOOKS: Record<Case['priority'], { tone: Tone; icon: Icon }> = {
  urgent: { tone: 'bad', icon: IconAlertTriangle },
  high: { tone: 'waiting', icon: IconChevronsUp },
  normal: { tone: 'neutral', icon: IconEqual },
  low: { tone: 'neutral', icon: IconChevronDown },
};

export const CaseStatusBadge = ({ status }: { status: CaseStatus }) => {
  const { cases: words } = useMessages();
  return <StatusBadge {...STATUS_LOOKS[status]} label={words.statuses[status]} />;
};

export const PriorityBadge = ({ priority }: Pick<Case, 'priority'>) => {
  const { cases: words } = useMessages();
  return <StatusBadge {...PRIORITY_LOOKS[priority]} label={words.priorities[priority]} />;
};

/** The day without a time: a case is late from the next day on. */
export const DueDay = ({ row }: { row: Pick<Case, 'status' | 'due_on'> }) => {
  const { cases: words } = useMessages();
  const format = useFormat();
  if (row.due_on === null) return null;
  const isLate = isOverdue(row);
  return (
    <Text span inherit {...(isLate && { c: 'red', fw: 600, title: words.overdue })}>
      {format.date(noon(row.due_on))}
      {isLate && <VisuallyHidden> ({words.overdue})</VisuallyHidden>}
    </Text>
  );
};

/** The same day in every time zone from -11 to +11. */
export const noon = (day: string): string => `${day}T12:00:00`;
