import { Tooltip } from '@mantine/core';
import { useFormat } from '../../i18n/index.tsx';
import { useNow } from './use-now.ts';

const SECONDS_COUNT_WITHIN_MS = 90_000;

/** `il y a 3 min`, kept up to date. The exact instant is shown on hover. */
export const RelativeTime = ({ at }: { at: string }) => {
  const format = useFormat();
  const slowMs = useNow('half-minute');
  const isRecent = Math.abs(new Date(at).getTime() - slowMs) < SECONDS_COUNT_WITHIN_MS;
  return (
    <Tooltip label={format.exact(at)}>
      <time dateTime={at} data-above style={{ whiteSpace: 'nowrap' }}>
        {isRecent ? <TickingTime at={at} /> : format.relative(at, slowMs)}
      </time>
    </Tooltip>
  );
};

const TickingTime = ({ at }: { at: string }) => useFormat().relative(at, useNow('second'));
