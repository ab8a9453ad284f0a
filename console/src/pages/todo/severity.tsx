import { IconAlertTriangle, IconCircleX, IconHelpHexagon, type Icon } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../../ui/values/tones.ts';
import type { TodoItem } from './items.ts';

type Severity = TodoItem['severity'];

const TONES: Record<Severity, Tone> = { urgent: 'late', error: 'bad', warning: 'waiting' };

const ICONS: Record<Severity, Icon> = {
  urgent: IconHelpHexagon,
  error: IconCircleX,
  warning: IconAlertTriangle,
};

/** `label`: what it says of an item that is no failure. */
export const SeverityIcon = ({ severity, label }: { severity: Severity; label?: string }) => {
  const { todo } = useMessages();
  const Shape = ICONS[severity];
  const colour = TONE_COLOURS[TONES[severity]];
  return (
    <Shape
      size={18}
      stroke={1.75}
      role="img"
      aria-label={label ?? todo.severities[severity]}
      style={{
        flex: 'none',
        color: `light-dark(var(--mantine-color-${colour}-6), var(--mantine-color-${colour}-4))`,
      }}
    />
  );
};
