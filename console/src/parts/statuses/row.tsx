import { ActionIcon, Group, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { TonedSelect } from '../../ui/form/fields/toned-select.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import type { Status } from './draft.ts';
import classes from './row.module.css';

const TONES: readonly Tone[] = ['neutral', 'info', 'moving', 'waiting', 'late', 'good', 'bad'];

interface StatusRowProps {
  status: Status;
  /** The grid of the row. */
  layout: string | undefined;
  /** What only these statuses have. */
  detail: ReactNode;
  usage: string;
  isFirst: boolean;
  isLast: boolean;
  onChange: (change: Partial<Status>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export const StatusRow = ({ status, layout = '', ...row }: StatusRowProps) => {
  const { statusList: words, common } = useMessages();
  return (
    <li className={`${classes['row']} ${layout}`} aria-label={status.label}>
      <Group gap={0} wrap="nowrap" className={classes['order'] ?? ''}>
        <Move label={words.moveUp(status.label)} isDisabled={row.isFirst} by={-1} {...row} />
        <Move label={words.moveDown(status.label)} isDisabled={row.isLast} by={1} {...row} />
      </Group>
      <TextInput
        className={classes['label'] ?? ''}
        size="xs"
        aria-label={words.label}
        value={status.label}
        error={status.label.trim() === '' && common.required}
        maxLength={100}
        onChange={(event) => row.onChange({ label: event.currentTarget.value })}
      />
      <div className={classes['tone']}>
        <ToneSelect tone={status.tone} onChange={(tone) => row.onChange({ tone })} />
      </div>
      <div className={classes['detail']}>{row.detail}</div>
      <Text size="xs" c="dimmed" className={classes['usage'] ?? ''}>
        {row.usage}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.remove(status.label)}
        onClick={row.onRemove}
        className={classes['remove'] ?? ''}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
};

interface MoveProps {
  label: string;
  isDisabled: boolean;
  by: -1 | 1;
  onMove: (by: -1 | 1) => void;
}

const Move = ({ label, isDisabled, by, onMove }: MoveProps) => {
  const Arrow = by === -1 ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      disabled={isDisabled}
      onClick={() => onMove(by)}
    >
      <Arrow size={15} />
    </ActionIcon>
  );
};

const ToneSelect = ({ tone, onChange }: { tone: Tone; onChange: (tone: Tone) => void }) => {
  const { statusList: words } = useMessages();
  const chosen = (value: string | null): Tone | undefined => TONES.find((one) => one === value);
  return (
    <TonedSelect
      aria-label={words.tone}
      toneOf={(value) => chosen(value) ?? 'neutral'}
      data={TONES.map((value) => ({ value, label: words.tones[value] }))}
      value={tone}
      onChange={(value) => onChange(chosen(value) ?? tone)}
    />
  );
};
