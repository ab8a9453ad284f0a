import { useNetwork } from '@mantine/hooks';
import { IconPlugConnectedX, IconWifiOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/index.tsx';
import { useStreamState } from '../stream/provider.tsx';
import classes from './shell.module.css';

/** A shorter interruption is not shown. */
const SHOW_DELAY_MS = 3000;

/** Warns that the page may be out of date while the stream is interrupted. */
export const StreamBanner = () => {
  const { shell } = useMessages();
  const isDown = useStreamState() !== 'open';
  const { online } = useNetwork();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isDown) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), SHOW_DELAY_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  return (
    <div role="status">
      {(isShown || !online) && (
        <div className={classes['banner']}>
          {online ? (
            <IconPlugConnectedX size={16} aria-hidden />
          ) : (
            <IconWifiOff size={16} aria-hidden />
          )}
          {online ? shell.streamDown : shell.offline}
        </div>
      )}
    </div>
  );
};
