import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client, type Schemas } from '../../api/client.ts';
import { humanise } from '../../i18n/humanise.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { codeOf } from '../../parts/statuses/draft.ts';
import { StatusEditor } from '../../parts/statuses/editor.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { worded, type EntityStatus } from '../entities/statuses.ts';
import type { EntityType } from '../entities/types.ts';
import classes from './layout.module.css';

const SUGGESTED_COUNT_MAX = 10;

interface Removal {
  label: string;
  count: number;
  remove: () => void;
}

/** The statuses of one type of record. */
export const EntityStatusEditor = ({ stored }: { stored: Schemas['EntityStatuses'] }) => {
  const { entityStatuses: words, statusList } = useMessages();
  const { locale } = useLanguage();
  const { type } = stored;
  const counts = useCounts(type);
  const [removal, setRemoval] = useState<Removal | null>(null);
  return (
    <>
      <StatusEditor<EntityStatus>
        saved={stored.statuses.map((status) => worded(status, locale))}
        isDefault={stored.is_default}
        path="/api/v1/entity-statuses"
        send={(statuses) => {
          const params = { path: { type } };
          const body = { statuses: statuses.map(toBody) };
          return sent(client.PUT('/api/v1/entity-statuses/{type}', { params, body }));
        }}
        resetBody={words.resetBody}
        layout={classes['row']}
        newStatus={(label) => newStatus(label, codeOf(label.toUpperCase()))}
        usageOf={(code) => words.usage(counts.get(code) ?? 0)}
        detail={(status, onChange) => <Suggested type={type} status={status} onChange={onChange} />}
        onRemove={({ code, label }, remove) => {
          const count = counts.get(code);
          if (count === undefined) remove();
          else setRemoval({ label, count, remove });
        }}
        more={(draft, onAdd) => <Unlisted draft={draft} counts={counts} onAdd={onAdd} />}
      />
      <Confirm
        isOpen={removal !== null}
        title={words.removeTitle(removal?.label ?? '')}
        confirmLabel={statusList.remove(removal?.label ?? '')}
        isPending={false}
        onConfirm={() => {
          removal?.remove();
          setRemoval(null);
        }}
        onClose={() => setRemoval(null)}
      >
        {words.removeUsed(removal?.count ?? 0)}
      </Confirm>
    </>
  );
};

const newStatus = (label: string, code: string): EntityStatus => ({
  code,
  label,
  tone: 'neutral',
  suggested_action_types: [],
});

/** Without the words of other languages, which a change does not send. */
const toBody = ({ code, label, tone, suggested_action_types: types }: EntityStatus) => ({
  code,
  label,
  tone,
  suggested_action_types: [...types],
});

/** How many records have each status. */
const useCounts = (type: EntityType): ReadonlyMap<string, number> => {
  const { data } = api.useQuery('get', '/api/v1/entity-statuses/{type}/usage', {
    params: { path: { type } },
  });
  return new Map(
    (data?.data ?? []).flatMap(({ code, count }) => (code === null ? [] : [[code, count]])),
  );
};

interface SuggestedProps {
  type: EntityType;
  status: EntityStatus;
  onChange: (next: EntityStatus) => void;
}

/** The usual actions on a record with the status. */
const Suggested = ({ type, status, onChange }: SuggestedProps) => {
  const { entityStatuses: words } = useMessages();
  const actionTypes = useActionTypes().filter((one) => one.entity_types.includes(type));
  return (
    <MultiSelect
      aria-label={words.suggested}
      size="xs"
      leftSection={<IconSend size={14} aria-hidden />}
      placeholder={status.suggested_action_types.length === 0 ? words.suggestedPlaceholder : ''}
      searchable
      hidePickedOptions
      maxValues={SUGGESTED_COUNT_MAX}
      data={actionTypes.map(({ code, label }) => ({ value: code, label }))}
      value={[...status.suggested_action_types]}
      onChange={(codes) => onChange({ ...status, suggested_action_types: codes })}
    />
  );
};

interface UnlistedProps {
  draft: readonly EntityStatus[];
  counts: ReadonlyMap<string, number>;
  onAdd: (status: EntityStatus) => void;
}

/** Statuses that records have and the list has not. */
const Unlisted = ({ draft, counts, onAdd }: UnlistedProps) => {
  const { entityStatuses: words } = useMessages();
  const codes = [...counts.keys()].filter((code) => !draft.some((one) => one.code === code));
  if (codes.length === 0) return null;
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
            onClick={() => onAdd(newStatus(humanise(code), code))}
          >
            {humanise(code)} · {words.usage(counts.get(code) ?? 0)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
};
