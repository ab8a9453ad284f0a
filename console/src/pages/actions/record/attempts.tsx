import { Badge, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconFlask, IconMessageReply, IconSend } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useDossierStatus } from '../../entities/dossier-status.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { StatusBadge, type Tone } from '../../../ui/values/status-badge.tsx';

/** What Relais and n8n said to each other about an action. */

type Action = Schemas['Action'];

const ATTEMPT_TONES: Record<Action['attempts'][number]['outcome'], Tone> = {
  running: 'moving',
  accepted: 'good',
  retry: 'waiting',
  refused: 'bad',
  interrupted: 'late',
};

export const Attempts = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const format = useFormat();
  if (action.attempts.length === 0) {
    return <Empty icon={IconSend} title={words.attemptsEmpty} hint={words.attemptsEmptyHint} />;
  }
  return (
    <Stack gap="lg">
      {action.attempts.toReversed().map((attempt) => (
        <Stack key={`${attempt.round}/${attempt.attempt}`} gap={6}>
          <Group gap="sm">
            <Text fw={600}>
              {action.round > 1 && `${words.roundTitle(attempt.round)} · `}
              {words.attemptTitle(attempt.attempt)}
            </Text>
            <StatusBadge
              tone={ATTEMPT_TONES[attempt.outcome]}
              label={words.attemptOutcomes[attempt.outcome]}
              isLive={attempt.outcome === 'running'}
            />
            <Text size="sm" c="dimmed" component="div">
              {[
                attempt.status_code === null ? null : `HTTP ${attempt.status_code}`,
                attempt.error_code,
                attempt.duration_ms === null ? null : format.duration(attempt.duration_ms),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
              {' · '}
              <RelativeTime at={attempt.started_at} />
            </Text>
          </Group>
          {attempt.response_body !== null && attempt.response_body !== '' && (
            <JsonView
              label={words.response}
              value={readable(attempt.response_body)}
              maxHeight={180}
            />
          )}
        </Stack>
      ))}
    </Stack>
  );
};

const CALLBACK_TONES = { succeeded: 'good', failed: 'bad', progress: 'moving' } as const;

/** Nothing was really sent, and n8n says so. */
const isSimulated = ({ data }: Action['callbacks'][number]): boolean =>
  data?.['simulation'] === true;

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

export const wasSimulated = (action: Action): boolean => action.callbacks.some(isSimulated);

export const Callbacks = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const { wordOf } = useDossierStatus();
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
            {isSimulated(callback) && <SimulationBadge />}
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
              {words.statutDossier} : {wordOf(callback.statut_dossier)}
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

/** n8n answers with JSON as a rule; anything else is shown as it came. */
const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
