import { Kbd } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { Fragment } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import classes from './help.module.css';

/** The keys of a shortcut as they are printed on the keyboard: `g a`, `Ctrl K`, `⌘ K`, `Entrée`. */
export const Keys = ({ keys }: { keys: string }) => {
  const { shortcuts } = useFrameMessages();
  const os = useOs();
  const isApple = os === 'macos' || os === 'ios';
  const parts = keys.split(' ').map((stroke) => stroke.split('+'));
  return (
    <span className={classes['keys']}>
      {parts.map((stroke, index) => (
        <Fragment key={`${index}-${stroke.join('+')}`}>
          {index > 0 && <span className={classes['or']}>{shortcuts.next}</span>}
          {stroke.map((key) => (
            <Kbd key={key} size="xs">
              {key === 'mod' ? (isApple ? '⌘' : 'Ctrl') : keyText(key, shortcuts.keys)}
            </Kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
};

const keyText = (key: string, names: Readonly<Record<string, string>>): string =>
  names[key] ?? (/^[A-Z]$/.test(key) ? `⇧ ${key}` : key.toUpperCase());
