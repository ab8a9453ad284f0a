import {
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFileSearch,
  IconLoader2,
  IconPlayerStop,
  type Icon,
} from '@tabler/icons-react';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';

/** How far an import of leads is. */

export type LeadImport = Schemas['LeadImport'];
/** In the list. */
export type LeadImportSummary = Schemas['LeadImportSummary'];
type Status = LeadImport['status'];

const LOOKS: Record<Status, { tone: Tone; icon: Icon }> = {
  uploaded: { tone: 'waiting', icon: IconFileSearch },
  waiting: { tone: 'moving', icon: IconClock },
  running: { tone: 'moving', icon: IconLoader2 },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  failed: { tone: 'bad', icon: IconCircleX },
  cancelled: { tone: 'neutral', icon: IconPlayerStop },
};

export const isRunning = (status: Status): boolean => status === 'waiting' || status === 'running';

export const ImportStatusBadge = ({ status, size }: { status: Status; size?: 'sm' | 'lg' }) => {
  const { leadImports } = useMessages();
  const { tone, icon } = LOOKS[status];
  return (
    <StatusBadge
      tone={tone}
      icon={icon}
      label={leadImports.statuses[status]}
      isLive={status === 'running'}
      {...(size === undefined ? {} : { size })}
    />
  );
};
