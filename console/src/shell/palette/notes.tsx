import { Button, Loader, Text, VisuallyHidden } from '@mantine/core';
import { IconMoodEmpty } from '@tabler/icons-react';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { problemText } from '../../parts/problem-alert.tsx';
import { Keys } from '../../ui/keyboard/keys.tsx';
import classes from './palette.module.css';

interface NotesProps {
  text: string;
  count: number;
  isComplete: boolean;
  error: unknown;
  onRetry: () => void;
}

/** Below the results: that more may come, that nothing was found, or what went wrong. */
export const Notes = ({ text, count, isComplete, error, onRetry }: NotesProps) => {
  const { palette } = useMessages();
  const isAnswered = isComplete && error === null;
  return (
    <>
      {!isComplete && (
        <div className={classes['note']}>
          <Loader size={14} />
          {palette.searching}
        </div>
      )}
      {error !== null && <Failure error={error} onRetry={onRetry} />}
      {isAnswered && count === 0 && (
        <div className={classes['note']}>
          <IconMoodEmpty size={18} aria-hidden />
          {palette.nothing(text)}
        </div>
      )}
      <VisuallyHidden role="status">{isAnswered ? palette.count(count) : ''}</VisuallyHidden>
    </>
  );
};

const Failure = ({ error, onRetry }: Pick<NotesProps, 'error' | 'onRetry'>) => {
  const messages = useMessages();
  return (
    <div className={classes['note']} role="alert">
      <Text size="sm">
        {messages.palette.failed} {problemText(messages, problemOf(error))}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        {messages.common.retry}
      </Button>
    </div>
  );
};

export const Hints = () => {
  const { palette } = useMessages();
  return (
    <div className={classes['hints']} aria-hidden>
      <span>
        <Keys keys="ArrowUp" /> <Keys keys="ArrowDown" /> {palette.hints.choose}
      </span>
      <span>
        <Keys keys="Enter" /> {palette.hints.open}
      </span>
      <span>
        <Keys keys="Escape" /> {palette.hints.close}
      </span>
    </div>
  );
};
