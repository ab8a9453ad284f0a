import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconPlayerPause,
  IconPlugConnectedX,
  type Icon,
} from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import type { CaseModule } from './types.ts';

/** The state of a module as a badge. */

type State = 'absent' | 'off' | 'ready' | 'failing' | 'open';

const SHAPES: Record<State, { tone: Tone; icon: Icon }> = {
  absent: { tone: 'neutral', icon: IconCircleDashed },
  off: { tone: 'neutral', icon: IconPlayerPause },
  ready: { tone: 'good', icon: IconCircleCheck },
  failing: { tone: 'late', icon: IconAlertTriangle },
  open: { tone: 'bad', icon: IconPlugConnectedX },
};

const stateOf = (module: CaseModule): State => {
  if (!module.is_configured) return 'absent';
  if (!module.is_enabled) return 'off';
  if (module.circuit === 'open') return 'open';
  return module.failure_count > 0 ? 'failing' : 'ready';
};

export const ModuleState = ({ module }: { module: CaseModule }) => {
  const { caseModules: words } = useMessages();
  const state = stateOf(module);
  return (
    <StatusBadge
      {...SHAPES[state]}
      label={words.states[state]}
      description={words.stateHints[state]}
    />
  );
};
