import { Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useFolders, type Reclassification } from '../types.ts';

/** The newest reclassification: its progress, which the stream keeps up to date, or what came of it. */
export const ReclassificationCard = () => {
  const messages = useMessages();
  const { reclassifications: words } = messages;
  const refresh = useRefreshRuns();
  const { data } = api.useQuery('get', '/inbox/reclassifications', {
    params: { query: { limit: 1 } },
  });
  const start = api.useMutation('post', '/inbox/reclassifications', {
    onSuccess: () => toast('info', words.started),
    onError: (error) => toastProblem(messages, error),
    onSettled: refresh,
  });
  const usesAi = useFolders().some(
    ({ ai_description: description, is_active: isActive }) => description !== null && isActive,
  );
  const [asksModel, setAsksModel] = useState(false);
  const run = data?.data[0];
  const isOpen = run?.status === 'waiting' || run?.status === 'running';
  return (
    <Card title={words.title}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.hint}
        </Text>
        {run !== undefined && (isOpen ? <Running run={run} /> : <Ended run={run} />)}
        {!isOpen && usesAi && (
          <Checkbox
            label={words.usesAi}
            description={words.usesAiHint}
            checked={asksModel}
            onChange={({ currentTarget }) => setAsksModel(currentTarget.checked)}
          />
        )}
        <Group gap="xs">
          {isOpen && run.may_cancel && <CancelButton id={run.id} onSettled={refresh} />}
          {!isOpen && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={start.isPending}
              onClick={() => start.mutate({ body: { uses_ai: usesAi && asksModel } })}
            >
              {words.start}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
};

const useRefreshRuns = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['get', '/inbox/reclassifications'] });
};

const Running = ({ run }: { run: Reclassification }) => {
  const { reclassifications: words } = useMessages();
  const format = useFormat();
  return (
    <Stack gap={6}>
      <Progress
        size="lg"
        animated
        striped
        value={(100 * run.done_count) / Math.max(run.total_count, 1)}
        aria-label={words.title}
      />
      <Text size="sm" aria-live="polite">
        {words.progress(format.number(run.done_count), format.number(run.total_count))}
        {' · '}
        {words.moved(run.moved_count)}
      </Text>
      {run.ai_total_count !== null && (
        <Text size="sm" c="dimmed" aria-live="polite">
          {words.asked(format.number(run.ai_asked_count), format.number(run.ai_total_count))}
        </Text>
      )}
    </Stack>
  );
};

const Ended = ({ run }: { run: Reclassification }) => {
  const { reclassifications: words } = useMessages();
  const format = useFormat();
  return (
    <Stack gap={2}>
      <Text size="sm" component="div">
        {words.statuses[run.status]} · {words.moved(run.moved_count)}
        {' · '}
        <RelativeTime at={run.finished_at ?? run.created_at} />
      </Text>
      {run.ai_total_count !== null && (
        <Text size="sm" c="dimmed">
          {words.asked(format.number(run.ai_asked_count), format.number(run.ai_total_count))}
          {run.ai_outcome !== null &&
            run.ai_outcome !== 'done' &&
            ` · ${words.aiOutcomes[run.ai_outcome]}`}
        </Text>
      )}
    </Stack>
  );
};

const CancelButton = ({ id, onSettled }: { id: string; onSettled: () => Promise<void> }) => {
  const messages = useMessages();
  const { reclassifications: words } = messages;
  const [isAsking, dialog] = useDisclosure(false);
  const cancel = api.useMutation('post', '/inbox/reclassifications/{id}/cancel', {
    onSuccess: () => toast('info', words.cancelled),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      dialog.close();
      return onSettled();
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerStop size={15} />} onClick={dialog.open}>
        {words.cancel}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.cancelTitle}
        confirmLabel={words.cancel}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate({ params: { path: { id } } })}
        onClose={dialog.close}
      >
        {words.cancelBody}
      </Confirm>
    </>
  );
};
