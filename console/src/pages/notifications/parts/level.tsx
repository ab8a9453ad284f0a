import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  type Icon,
} from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../../../ui/values/tones.ts';

export type NotificationLevel = Schemas['Notification']['level'];

export const LEVEL_TONES: Record<NotificationLevel, Tone> = {
  success: 'good',
  error: 'bad',
  warning: 'waiting',
  info: 'info',
};

const LEVEL_ICONS: Record<NotificationLevel, Icon> = {
  success: IconCircleCheck,
  error: IconCircleX,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
};

export const LevelIcon = ({ level, size = 18 }: { level: NotificationLevel; size?: number }) => {
  const { notifications } = useMessages();
  const Shape = LEVEL_ICONS[level];
  const colour = TONE_COLOURS[LEVEL_TONES[level]];
  return (
    <Shape
      size={size}
      stroke={1.75}
      role="img"
      aria-label={notifications.levels[level]}
      style={{
        flex: 'none',
        color: `light-dark(var(--mantine-color-${colour}-6), var(--mantine-color-${colour}-4))`,
      }}
    />
  );
};
