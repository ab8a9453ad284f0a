import type { Icon } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import type { CSSProperties, Ref } from 'react';
import classes from './status-badge.module.css';
import { TONE_COLOURS, type Tone } from './tones.ts';

interface StatusBadgeProps {
  tone: Tone;
  label: string;
  icon?: Icon;
  /** Pulses: work is in progress. */
  isLive?: boolean;
  size?: 'sm' | 'lg';
  /** Why it is so, and what comes next. Shown on hover. */
  description?: string | undefined;
}

/** A status: a colour, an icon and a word, so that no user depends on one of them alone. */
export const StatusBadge = ({ description, ...props }: StatusBadgeProps) =>
  description === undefined ? (
    <Badge {...props} />
  ) : (
    <Tooltip label={description} multiline maw={280}>
      <Badge {...props} />
    </Tooltip>
  );

type BadgeProps = Omit<StatusBadgeProps, 'description'> & { ref?: Ref<HTMLSpanElement> };

const Badge = ({ tone, label, icon: IconShape, isLive, size, ...tooltip }: BadgeProps) => (
  <span
    {...tooltip}
    className={classes['badge']}
    data-size={size}
    data-pulse={isLive || undefined}
    style={badgeColours(TONE_COLOURS[tone])}
  >
    {IconShape && <IconShape size={size === 'lg' ? 16 : 14} stroke={2} aria-hidden />}
    {label}
  </span>
);

const badgeColours = (colour: string): CSSProperties => {
  const shades = { 0: 1, 2: 2, 6: 6, 8: 8 };
  return Object.fromEntries(
    Object.entries(shades).map(([name, shade]) => [
      `--badge-${name}`,
      `var(--mantine-color-${colour}-${shade})`,
    ]),
  );
};
