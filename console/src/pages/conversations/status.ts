import {
  IconAlertTriangle,
  IconArchive,
  IconCircleCheck,
  IconLoader,
  IconMailExclamation,
  IconSparkles,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from '../../ui/values/tones.ts';
import type { Status } from './search.ts';

/** How the statuses look. Their words are those of the statistics. */

export const STATUS_LOOKS: Record<Status, { tone: Tone; icon: Icon }> = {
  urgent: { tone: 'bad', icon: IconAlertTriangle },
  nouveau: { tone: 'info', icon: IconSparkles },
  en_cours: { tone: 'moving', icon: IconLoader },
  resolu: { tone: 'good', icon: IconCircleCheck },
  archive: { tone: 'neutral', icon: IconArchive },
  spam: { tone: 'late', icon: IconMailExclamation },
};
