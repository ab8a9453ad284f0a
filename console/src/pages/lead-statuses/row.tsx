import { ActionIcon, Group, Select, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../../ui/values/tones.ts';
import type { LeadStatus, LeadStatusRole } from './draft.ts';
import classes from './row.module.css';

const TONES: readonly Tone[] = ['neutral', 'info', 'moving', 'waiting', 'late', 'good', 'bad'];
const ROLES: readonly LeadStatusRole[] = ['initial', 'converted'];

interface StatusRowProps {
  status: LeadStatus;
  count: number;
  error: string | undefined;
  isFirst: boolean;
  isLast: boolean;
  onChange: (change: Partial<LeadStatus>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export const StatusRow = ({ status, count, error, ...row }: StatusRowProps) => {
  const { leadStatuses: words } = useMessages();
  return (
    <li className={classes['row']} aria-label={status.label}>
      <Group gap={0} wrap="nowrap" className={classes['order'] ?? ''}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.moveUp(status.label)}
          disabled={row.isFirst}
          onClick={() => row.onMove(-1)}
        >
          <IconArrowUp size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.moveDown(status.label)}
          disabled={row.isLast}
          onClick={() => row.onMove(1)}
        >
          <IconArrowDown size={15} />
        </ActionIcon>
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
      <Select
        className={classes['role'] ?? ''}
        size="xs"
        aria-label={words.role}
        allowDeselect={false}
        data={[
          { value: 'none', label: words.roles.none },
          ...ROLES.map((value) => ({ value, label: words.roles[value] })),
        ]}
        value={status.role ?? 'none'}
        onChange={(value) => row.onChange({ role: ROLES.find((one) => one === value) ?? null })}
      />
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

const ToneSelect = ({ tone, onChange }: { tone: Tone; onChange: (tone: Tone) => void }) => {
  const { leadStatuses: words, entityStatuses } = useMessages();
  return (
    <Select
      size="xs"
      aria-label={words.tone}
      allowDeselect={false}
      leftSection={<Dot tone={tone} />}
      data={TONES.map((value) => ({ value, label: entityStatuses.tones[value] }))}
      value={tone}
      onChange={(value) => {
        const chosen = TONES.find((one) => one === value);
        if (chosen !== undefined) onChange(chosen);
      }}
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
