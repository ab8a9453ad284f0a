import { ActionIcon, Progress, Text } from '@mantine/core';
import {
  IconAlertCircle,
  IconFileUpload,
  IconInfoCircle,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import classes from './files.module.css';
import type { Upload, Uploads } from './uploads.ts';

const ICONS: Record<Upload['state'], Icon> = {
  waiting: IconFileUpload,
  sending: IconFileUpload,
  refused: IconAlertCircle,
  renamed: IconInfoCircle,
};

/** Each file under way with how far it is, and those that need a look. */
export const UploadList = ({ rows, remove }: Pick<Uploads, 'rows' | 'remove'>) => {
  const { caseFiles: words } = useMessages();
  return (
    <ul className={classes['list']} aria-label={words.uploads} hidden={rows.length === 0}>
      {rows.map((row) => (
        <li key={row.id}>
          <UploadLine row={row} onRemove={() => remove(row.id)} />
        </li>
      ))}
    </ul>
  );
};

const UploadLine = ({ row, onRemove }: { row: Upload; onRemove: () => void }) => {
  const { caseFiles: words } = useMessages();
  const { name, state, ratio, note } = row;
  const Shape = ICONS[state];
  const isUnderWay = state === 'waiting' || state === 'sending';
  return (
    <div className={classes['upload']} data-state={state}>
      <Shape size={16} aria-hidden />
      <div className={classes['main']}>
        <div className={classes['name']}>{name}</div>
        {isUnderWay ? (
          <Progress
            value={ratio * 100}
            size="sm"
            animated={ratio === 1}
            aria-label={words.progressOf(name)}
          />
        ) : (
          <Text size="sm" role="alert" {...(state === 'refused' && { c: 'brick' })}>
            {note}
          </Text>
        )}
      </div>
      <Text size="xs" c="dimmed" className={classes['percent'] ?? ''} aria-hidden>
        {isUnderWay && (ratio === 1 ? words.storing : `${Math.floor(ratio * 100)} %`)}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={isUnderWay ? words.cancelUpload(name) : words.dismiss(name)}
        onClick={onRemove}
      >
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
};
