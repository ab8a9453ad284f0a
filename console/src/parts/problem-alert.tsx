import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconAlertCircle, IconPlugConnectedX } from '@tabler/icons-react';
import { isAway, problemOf, type Problem } from '../api/problem.ts';
import { useFrameMessages, type FrameMessages } from '../i18n/index.tsx';
import { toast } from '../ui/feedback/toast.ts';

/** The text of a problem in the user's language. */
export const problemText = (messages: FrameMessages, problem: Problem): string => {
  if (problem.code === 'unreachable') return messages.problems.unreachable;
  if (problem.code === 'offline') return messages.problems.offline;
  const known = Object.entries(messages.problems.codes).find(([code]) => code === problem.code);
  if (known) return known[1];
  return problem.detail === '' ? messages.problems.unknown : problem.detail;
};

/** Shows a problem in a toast: for failures that have no place on the page. */
export const toastProblem = (messages: FrameMessages, error: unknown): void => {
  const problem = problemOf(error);
  // The dialog to sign in again says it.
  if (problem.code === 'unauthenticated') return;
  toast('bad', messages.problems.title, problemText(messages, problem));
};

interface ProblemAlertProps {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

export const ProblemAlert = ({ error, title, onRetry }: ProblemAlertProps) => {
  const messages = useFrameMessages();
  const problem = problemOf(error);
  const mayPass = isAway(problem);
  return (
    <Alert
      color={mayPass ? 'saffron' : 'brick'}
      title={title ?? messages.problems.title}
      icon={mayPass ? <IconPlugConnectedX /> : <IconAlertCircle />}
      role="alert"
    >
      <Text size="sm">{problemText(messages, problem)}</Text>
      <Group gap="md" mt={onRetry || problem.status >= 500 ? 'sm' : 0}>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {messages.common.retry}
          </Button>
        )}
        {problem.requestId !== null && problem.status >= 500 && (
          <Code>{messages.problems.requestId(problem.requestId)}</Code>
        )}
      </Group>
    </Alert>
  );
};
