import { ActionIcon, Group, MultiSelect, Select, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSend, IconTrash } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../../ui/values/tones.ts';
import type { EntityStatus } from '../entities/statuses.ts';
import classes from './row.module.css';

const TONES: readonly Tone[] = ['neutral', 'info', 'moving', 'waiting', 'late', 'good', 'bad'];
const SUGGESTED_COUNT_MAX = 10;

interface StatusRowProps {
  status: EntityStatus;
  count: number;
  actionTypes: readonly { value: string; label: string }[];
  error: string | undefined;
  isFirst: boolean;
  isLast: boolean;
  onChange: (change: Partial<EntityStatus>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export const StatusRow = ({ status, count, actionTypes, error, ...row }: StatusRowProps) => {
  const { entityStatuses: words } = useMessages();
  return (
    <li className={classes['row']} aria-label={status.label}>
      <Group gap={0} wrap="nowrap" className={classes['order'] ?? ''}>
        <Move label={words.moveUp(status.label)} isDisabled={row.isFirst} by={-1} {...row} />
        <Move label={words.moveDown(status.label)} isDisabled={row.isLast} by={1} {...row} />
      </Group>
      <TextInput
        className={classes['label'] ?? ''}
        size="xs"
        aria-label={words.label}
        value={status.label}
        error={error}
        maxLength={100}
        onChange={(event) => row.onChange({ label: event.currentTarget.value })}
      />
      <div className={classes['tone']}>
        <ToneSelect tone={status.tone} onChange={(tone) => row.onChange({ tone })} />
      </div>
      <div className={classes['suggested']}>
        <MultiSelect
          aria-label={words.suggested}
          size="xs"
          leftSection={<IconSend size={14} aria-hidden />}
          placeholder={status.suggested_action_types.length === 0 ? words.suggestedPlaceholder : ''}
          searchable
          hidePickedOptions
          maxValues={SUGGESTED_COUNT_MAX}
          data={[...actionTypes]}
          value={[...status.suggested_action_types]}
          onChange={(codes) => row.onChange({ suggested_action_types: codes })}
        />
      </div>
      <Text size="xs" c="dimmed" className={classes['usage'] ?? ''}>
        {words.usage(count)}
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
  const { entityStatuses: words } = useMessages();
  return (
    <Select
      size="xs"
      aria-label={words.tone}
      allowDeselect={false}
      leftSection={<Dot tone={tone} />}
      data={TONES.map((value) => ({ value, label: words.tones[value] }))}
      value={tone}
      onChange={(value) => {
        const chosen = TONES.find((one) => one === value);
        if (chosen !== undefined) onChange(chosen);
      }}
      renderOption={({ option }) => (
        <Group gap={8}>
          <Dot tone={TONES.find((one) => one === option.value) ?? 'neutral'} />
          {option.label}
        </Group>
      )}
    />
  );
};

const Dot = ({ tone }: { tone: Tone }) => (
  <span
    className={classes['dot']}
    style={{ background: `var(--mantine-color-${TONE_COLOURS[tone]}-5)` }}
    aria-hidden
  />
);
