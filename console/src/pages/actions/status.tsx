import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClockPause,
  IconHourglassEmpty,
  IconInbox,
  IconSend,
  type Icon,
} from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { isInFlight, type ActionStatus } from './statuses.ts';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';

/** The colours, icons and badge of action statuses. */

export const STATUS_TONES: Record<ActionStatus, Tone> = {
  accepted: 'info',
  dispatching: 'moving',
  awaiting_callback: 'waiting',
  succeeded: 'good',
  failed: 'bad',
  expired: 'late',
  cancelled: 'neutral',
};

export const STATUS_ICONS: Record<ActionStatus, Icon> = {
  accepted: IconInbox,
  dispatching: IconSend,
  awaiting_callback: IconHourglassEmpty,
  succeeded: IconCircleCheck,
  failed: IconCircleX,
  expired: IconClockPause,
  cancelled: IconBan,
};

export const ActionStatusBadge = ({
  status,
  size,
}: {
  status: ActionStatus;
  size?: 'sm' | 'lg';
}) => {
  const { statuses, statusHints } = useMessages();
  return (
    <StatusBadge
      tone={STATUS_TONES[status]}
      icon={STATUS_ICONS[status]}
      label={statuses[status]}
      description={statusHints[status]}
      isLive={isInFlight(status)}
      {...(size === undefined ? {} : { size })}
    />
  );
};
