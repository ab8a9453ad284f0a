import { Tooltip } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import classes from './draft.module.css';

/** How long a draft still waits. The last hour counts in another colour, its last minutes in seconds. */

const SOON_MS = 60 * 60 * 1000;
const SECONDS_WITHIN_MS = 90_000;

interface CountdownProps {
  at: string;
  /** What happens then. */
  description?: string | undefined;
}

export const Countdown = ({ at, description }: CountdownProps) => {
  const format = useFormat();
  const leftMs = new Date(at).getTime() - useNow('half-minute');
  return (
    <Tooltip
      label={[format.exact(at), description].filter((text) => text !== undefined).join(' — ')}
      multiline
      maw={320}
    >
      <span className={classes['countdown']} data-soon={leftMs < SOON_MS || undefined}>
        <IconClockHour4 size={13} aria-hidden />
        <time dateTime={at}>
          {leftMs < SECONDS_WITHIN_MS ? <Seconds at={at} /> : <Left at={at} leftMs={leftMs} />}
        </time>
      </span>
    </Tooltip>
  );
};

const Seconds = ({ at }: { at: string }) => (
  <Left at={at} leftMs={new Date(at).getTime() - useNow('second')} />
);

const Left = ({ at, leftMs }: { at: string; leftMs: number }) => {
  const { autoReplies: words } = useMessages();
  const format = useFormat();
  const time = format.relative(at, new Date(at).getTime() - leftMs);
  return `${leftMs > 0 ? words.expiresIn : words.expiredAt} ${time}`;
};
