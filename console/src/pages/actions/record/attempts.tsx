import { Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { attemptErrorText } from '../attempt-error.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Tone } from '../../../ui/values/tones.ts';

/** The attempts to send an action to n8n. */

type Action = Schemas['Action'];

const ATTEMPT_TONES: Record<Action['attempts'][number]['outcome'], Tone> = {
  running: 'moving',
  accepted: 'good',
  retry: 'waiting',
  refused: 'bad',
  interrupted: 'late',
};

export const Attempts = ({ action }: { action: Action }) => {
  const messages = useMessages();
  const { action: words } = messages;
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
                attemptErrorText(messages, attempt),
                attempt.duration_ms === null ? null : format.duration(attempt.duration_ms),
              ]
                .filter((part) => part !== null && part !== '')
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

/** Parses a JSON answer. Any other text is shown unchanged. */
const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
