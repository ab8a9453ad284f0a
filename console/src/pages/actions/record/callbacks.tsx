import { Badge, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconFlask, IconMessageReply } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { oneOf } from '../../../routing/search.ts';
import { useEntityStatus } from '../../entities/statuses.ts';
import { ENTITY_TYPES } from '../../entities/types.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';

/** The callbacks of n8n about an action. */

type Action = Schemas['Action'];

const CALLBACK_TONES = { succeeded: 'good', failed: 'bad', progress: 'moving' } as const;

/** n8n reports that it sent nothing: its services are not connected. */
export const SimulationBadge = () => {
  const { action: words } = useMessages();
  return (
    <Tooltip label={words.simulationHint}>
      <Badge color="plum" variant="light" leftSection={<IconFlask size={13} aria-hidden />}>
        {words.simulation}
      </Badge>
    </Tooltip>
  );
};

export const wasSimulated = (action: Action): boolean =>
  action.callbacks.some((callback) => callback.is_simulated);

export const Callbacks = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const statusOf = useEntityStatus(oneOf(ENTITY_TYPES, action.entite_type) ?? 'candidat');
  if (action.callbacks.length === 0) {
    return (
      <Empty icon={IconMessageReply} title={words.callbacksEmpty} hint={words.callbacksEmptyHint} />
    );
  }
  return (
    <Stack gap="lg">
      {action.callbacks.toReversed().map((callback) => (
        <Stack key={`${callback.round}/${callback.callback_id}`} gap={6}>
          <Group gap="sm">
            {action.round > 1 && <Text fw={600}>{words.roundTitle(callback.round)}</Text>}
            <StatusBadge
              tone={CALLBACK_TONES[callback.status]}
              label={words.callbackStatuses[callback.status]}
            />
            {callback.is_simulated && <SimulationBadge />}
            {callback.is_late && <StatusBadge tone="late" label={words.late} />}
            {callback.outcome === 'recorded' && (
              <StatusBadge tone="neutral" label={words.callbackRecorded} />
            )}
            <Text size="sm" c="dimmed" component="div">
              <RelativeTime at={callback.received_at} />
            </Text>
          </Group>
          <Text>{callback.message}</Text>
          {callback.statut_dossier !== null && (
            <Text size="sm" c="dimmed">
              {words.statutDossier} : {statusOf(callback.statut_dossier).label}
            </Text>
          )}
          {callback.data !== null && (
            <JsonView label={callback.callback_id} value={callback.data} maxHeight={180} />
          )}
        </Stack>
      ))}
    </Stack>
  );
};
