import { Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { useFailureText } from '../state.tsx';
import type { TestResult } from '../types.ts';

type Step = TestResult['steps'][number];

const SHAPES = {
  succeeded: { icon: IconCircleCheck, color: 'var(--mantine-color-petrol-6)' },
  failed: { icon: IconCircleX, color: 'var(--mantine-color-brick-6)' },
  skipped: { icon: IconMinus, color: 'var(--mantine-color-dimmed)' },
} as const;

/** What a connection test found, step by step. */
export const TestSteps = ({ result }: { result: TestResult }) => {
  const { mailboxForm: words } = useMessages();
  return (
    <Stack gap="xs" role="status" aria-label={result.is_success ? words.testGood : words.testBad}>
      <Text fw={600}>{result.is_success ? words.testGood : words.testBad}</Text>
      <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {result.steps.map((step) => (
          <StepLine key={step.step} step={step} />
        ))}
      </Stack>
      {result.folders.length > 0 && (
        <Text size="sm" c="dimmed">
          {words.foldersFound(result.folders.length, sentFolderOf(result))}
        </Text>
      )}
    </Stack>
  );
};

const sentFolderOf = ({ folders }: TestResult): string | null =>
  folders.find(({ special_use: use }) => use === 'sent')?.path ?? null;

const StepLine = ({ step: { step, status, failure_code: code } }: { step: Step }) => {
  const { mailboxForm: words } = useMessages();
  const failureOf = useFailureText();
  const { icon: Shape, color } = SHAPES[status];
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="flex-start">
      <Shape size={18} color={color} aria-label={words.stepStatuses[status]} role="img" />
      <div>
        <Text size="sm">{words.steps[step]}</Text>
        {code !== null && (
          <Text size="sm" c="brick">
            {failureOf(code)}
            {code in words.remedies ? ` ${words.remedies[code]}` : ''}
          </Text>
        )}
      </div>
    </Group>
  );
};
