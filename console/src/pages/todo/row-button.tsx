import { ActionIcon, Button, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { useIsPhone } from '../../ui/page/use-is-phone.ts';

interface RowButtonProps {
  icon: Icon;
  label: string;
  /** The icon alone, for a narrow column. */
  isCompact: boolean;
  isPending?: boolean;
  onClick: () => void;
}

/** What can be done about an item at once. */
export const RowButton = ({
  icon: Shape,
  label,
  isCompact,
  isPending = false,
  onClick,
}: RowButtonProps) => {
  const isPhone = useIsPhone();
  return isCompact && !isPhone ? (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={26}
        loading={isPending}
        onClick={onClick}
        aria-label={label}
      >
        <Shape size={15} />
      </ActionIcon>
    </Tooltip>
  ) : (
    <Button
      {...(isPhone ? { h: TOUCH_HEIGHT_PX, size: 'sm' } : { size: 'compact-sm' })}
      variant="default"
      leftSection={<Shape size={14} />}
      loading={isPending}
      onClick={onClick}
    >
      {label}
    </Button>
  );
};

/** A finger needs more room than a mouse, and sees no tooltip. */
const TOUCH_HEIGHT_PX = 44;
