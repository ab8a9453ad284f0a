import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client.ts';
import { humanise } from '../../i18n/humanise.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import type { EntityStatus } from '../entities/statuses.ts';
import type { EntityType } from '../entities/types.ts';
import { changed, isTaken, moved, newStatus, type Draft } from './draft.ts';
import { StatusRow } from './row.tsx';
import classes from './row.module.css';

interface StatusListProps {
  type: EntityType;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

export const StatusList = ({ type, draft, onChange }: StatusListProps) => {
  const { entityStatuses: words, common } = useMessages();
  const [removed, setRemoved] = useState<EntityStatus | null>(null);
  const counts = useCounts(type);
  const actionTypes = useActionTypes()
    .filter((one) => one.entity_types.includes(type))
    .map(({ code, label }) => ({ value: code, label }));
  const unlisted = [...counts.keys()].filter((code) => !draft.some((one) => one.code === code));
  const remove = (code: string): void => {
    onChange(draft.filter((one) => one.code !== code));
    setRemoved(null);
  };
  return (
    <>
      <ul className={classes['list']} aria-label={words.list}>
        {draft.map((status, position) => (
          <StatusRow
            key={status.code}
            status={status}
            count={counts.get(status.code) ?? 0}
            actionTypes={actionTypes}
            error={status.label.trim() === '' ? common.required : undefined}
            isFirst={position === 0}
            isLast={position === draft.length - 1}
            onChange={(change) => onChange(changed(draft, status.code, change))}
            onMove={(by) => onChange(moved(draft, position, position + by))}
            onRemove={() => (counts.has(status.code) ? setRemoved(status) : remove(status.code))}
          />
        ))}
      </ul>
      <AddForm draft={draft} onAdd={(status) => onChange([...draft, status])} />
      {unlisted.length > 0 && (
        <Unlisted
          codes={unlisted}
          counts={counts}
          onAdopt={(code) => onChange([...draft, newStatus(humanise(code), code)])}
        />
      )}
      <Confirm
        isOpen={removed !== null}
        title={words.removeTitle(removed?.label ?? '')}
        confirmLabel={words.remove(removed?.label ?? '')}
        isPending={false}
        onConfirm={() => remove(removed?.code ?? '')}
        onClose={() => setRemoved(null)}
      >
        {words.removeUsed(counts.get(removed?.code ?? '') ?? 0)}
      </Confirm>
    </>
  );
};

/** How many records have each status. */
const useCounts = (type: EntityType): ReadonlyMap<string, number> => {
  const { data } = api.useQuery('get', '/api/v1/entity-statuses/{type}/usage', {
    params: { path: { type } },
  });
  return new Map(
    (data?.data ?? []).flatMap(({ code, count }) => (code === null ? [] : [[code, count]])),
  );
};

const AddForm = ({ draft, onAdd }: { draft: Draft; onAdd: (status: EntityStatus) => void }) => {
  const { entityStatuses: words } = useMessages();
  const [label, setLabel] = useState('');
  const isDuplicate = label.trim() !== '' && isTaken(draft, label);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const status = newStatus(label);
    if (isDuplicate || status.code === '') return;
    onAdd(status);
    setLabel('');
  };
  return (
    <Group component="form" p="md" align="start" gap="sm" onSubmit={add}>
      <TextInput
        aria-label={words.newLabel}
        placeholder={words.newLabel}
        value={label}
        error={isDuplicate ? words.taken : undefined}
        maxLength={100}
        onChange={(event) => setLabel(event.currentTarget.value)}
        flex="1 1 220px"
      />
      <Button type="submit" variant="default" leftSection={<IconPlus size={16} />}>
        {words.add}
      </Button>
    </Group>
  );
};

interface UnlistedProps {
  codes: readonly string[];
  counts: ReadonlyMap<string, number>;
  onAdopt: (code: string) => void;
}

/** Statuses that records have and the list has not. */
const Unlisted = ({ codes, counts, onAdopt }: UnlistedProps) => {
  const { entityStatuses: words } = useMessages();
  return (
    <Stack gap={6} px="md" pb="md">
      <Text fw={600} size="sm">
        {words.unlisted}
      </Text>
      <Text size="xs" c="dimmed">
        {words.unlistedHint}
      </Text>
      <Group gap="xs">
        {codes.map((code) => (
          <Button
            key={code}
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            aria-label={words.adopt(humanise(code))}
            onClick={() => onAdopt(code)}
          >
            {humanise(code)} · {words.usage(counts.get(code) ?? 0)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
};
