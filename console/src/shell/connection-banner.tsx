import { IconPlugConnectedX, IconServerOff, IconWifiOff, type Icon } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useReachability, type Reachability } from '../api/reachability.ts';
import { useFrameMessages, type FrameMessages } from '../i18n/index.tsx';
import { useStreamState } from '../stream/provider.tsx';
import classes from './shell.module.css';

/** A shorter interruption of the stream is not shown. */
const SHOW_DELAY_MS = 3000;

/** Says why the page may be out of date: no network, no server, or no stream. */
export const ConnectionBanner = () => {
  const { shell } = useFrameMessages();
  const shown = shownOf(shell, useReachability(), useIsStreamDown());
  return (
    <div role="status">
      {shown !== null && (
        <div className={classes['banner']}>
          <shown.icon size={16} aria-hidden />
          {shown.text}
        </div>
      )}
    </div>
  );
};

const shownOf = (
  words: FrameMessages['shell'],
  reachability: Reachability,
  isStreamDown: boolean,
): { icon: Icon; text: string } | null => {
  switch (reachability) {
    case 'offline':
      return { icon: IconWifiOff, text: words.offline };
    case 'away':
      return { icon: IconServerOff, text: words.serverAway };
    case 'reachable':
      return isStreamDown ? { icon: IconPlugConnectedX, text: words.streamDown } : null;
  }
};

const useIsStreamDown = (): boolean => {
  const isDown = useStreamState() !== 'open';
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isDown) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), SHOW_DELAY_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  return isShown;
};
