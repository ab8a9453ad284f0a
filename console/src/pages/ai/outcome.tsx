import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconCoins,
  IconShieldLock,
  type Icon,
} from '@tabler/icons-react';
import { humanise } from '../../i18n/humanise.ts';
import { useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import type { AiRunSummary } from './types.ts';

/** How a call ended, as a badge, and why in words. */

type Outcome = AiRunSummary['outcome'];

const SHAPES: Record<Outcome, { tone: Tone; icon: Icon }> = {
  running: { tone: 'moving', icon: IconClock },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  over_budget: { tone: 'waiting', icon: IconCoins },
  blocked_secrets: { tone: 'waiting', icon: IconShieldLock },
  unusable_output: { tone: 'bad', icon: IconCircleX },
  timeout: { tone: 'late', icon: IconClock },
  rate_limited: { tone: 'late', icon: IconClock },
  unavailable: { tone: 'bad', icon: IconAlertTriangle },
  refused: { tone: 'bad', icon: IconCircleX },
  interrupted: { tone: 'neutral', icon: IconAlertTriangle },
};

export const AiOutcome = ({ run }: { run: Pick<AiRunSummary, 'outcome' | 'error_code'> }) => {
  const { aiRuns } = useMessages();
  const reasonOf = useAiReason();
  return (
    <StatusBadge
      {...SHAPES[run.outcome]}
      label={aiRuns.outcomes[run.outcome]}
      description={run.error_code === null ? undefined : reasonOf(run.error_code)}
    />
  );
};

/** `key_refused` → `Le serveur a refusé la clé`. */
export const useAiReason = (): ((code: string) => string) => {
  const { aiReasons } = useMessages();
  return (code) => aiReasons[code] ?? humanise(code);
};
