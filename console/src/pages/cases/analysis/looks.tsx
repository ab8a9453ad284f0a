import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFlask,
  IconShield,
  IconShieldExclamation,
  type Icon,
} from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Tone } from '../../../ui/values/tones.ts';
import type { Analysis } from './query.ts';

/** How the state and the risk of an analysis look. */

const STATUS_LOOKS: Record<Analysis['status'], { tone: Tone; icon: Icon }> = {
  running: { tone: 'moving', icon: IconClock },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  partial: { tone: 'late', icon: IconAlertTriangle },
  failed: { tone: 'bad', icon: IconCircleX },
  cancelled: { tone: 'neutral', icon: IconBan },
};

type Risk = NonNullable<Analysis['risk_level']>;

const RISK_LOOKS: Record<Risk, { tone: Tone; icon: Icon }> = {
  low: { tone: 'good', icon: IconShield },
  medium: { tone: 'waiting', icon: IconShieldExclamation },
  high: { tone: 'bad', icon: IconShieldExclamation },
  critical: { tone: 'bad', icon: IconAlertTriangle },
};

export const AnalysisStatus = ({ status }: Pick<Analysis, 'status'>) => {
  const { caseAnalyses: words } = useMessages();
  return (
    <StatusBadge
      {...STATUS_LOOKS[status]}
      label={words.statuses[status]}
      isLive={status === 'running'}
    />
  );
};

export const RiskBadge = ({ level }: { level: Risk }) => {
  const { caseAnalyses: words } = useMessages();
  return <StatusBadge {...RISK_LOOKS[level]} label={words.riskIs(words.risks[level])} />;
};

/** Written by the model of the demo, which only quotes. */
export const DemoBadge = () => {
  const { caseAnalyses: words } = useMessages();
  return (
    <Badge
      size="sm"
      color="petrol"
      variant="light"
      title={words.demoHint}
      leftSection={<IconFlask size={11} aria-hidden />}
    >
      {words.demo}
    </Badge>
  );
};
