import { Alert, Progress, Stack, Text } from '@mantine/core';
import { IconFlask, IconPlugConnectedX } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Card } from '../../ui/page/page.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import type { AiStatus } from './types.ts';

/** What is configured, and what is left of today's budget. */
export const AiState = ({ status }: { status: AiStatus }) => {
  const { ai } = useMessages();
  if (status.status === 'ai_not_configured') {
    return (
      <Alert color="saffron" icon={<IconPlugConnectedX />} title={ai.notConfigured} role="status">
        <Text size="sm">{ai.notConfiguredHint}</Text>
      </Alert>
    );
  }
  return (
    <>
      {status.is_demo && (
        <Alert color="petrol" icon={<IconFlask />} title={ai.demo} role="status">
          <Text size="sm">{ai.demoHint}</Text>
        </Alert>
      )}
      <Card title={ai.state}>
        <Stack>
          <Facts
            facts={[
              { label: ai.model, value: status.model },
              { label: ai.source, value: status.source && ai.sources[status.source] },
            ]}
          />
          <Budget budget={status.budget} />
        </Stack>
      </Card>
    </>
  );
};

const FULL_PERCENT = 90;

const Budget = ({ budget }: { budget: AiStatus['budget'] }) => {
  const { ai } = useMessages();
  const format = useFormat();
  const { token_count: count, token_max: max } = budget;
  const percent = max === 0 ? 100 : Math.min(100, (100 * count) / max);
  const text = ai.budgetUsed(format.number(count), format.number(max));
  return (
    <Stack gap={4}>
      <Text size="sm">{text}</Text>
      <Progress
        value={percent}
        color={percent >= FULL_PERCENT ? 'brick' : 'petrol'}
        aria-label={ai.budget}
      />
      <Text size="xs" c="dimmed">
        {ai.budgetHint}
      </Text>
    </Stack>
  );
};
