import { Button, Popover, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { useMessages } from '../../i18n/index.tsx';
import { answerOf } from '../../parts/list/pages.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';

/** « Synchroniser » : reads all mailboxes now, and shows how far each is. */

/** While a cycle runs. The stream tells of its messages; its figures change more often. */
const PROGRESS_EVERY_MS = 1_000;
/** A click starts at most so many cycles. The others follow by themselves within a minute. */
const MAILBOX_COUNT_MAX = 20;

interface Run {
  mailboxId: number;
  name: string;
  cycleId: string;
}

export const SyncButton = () => {
  const { inbox } = useMessages();
  const can = useCan();
  return can('mailboxes:sync') && can('mailboxes:read') ? <Sync label={inbox.sync} /> : null;
};

const Sync = ({ label }: { label: string }) => {
  const messages = useMessages();
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [isShown, shown] = useDisclosure(false);
  const mailboxes = api.useQuery('get', '/inbox/integrations').data?.data ?? [];
  const active = mailboxes.filter(({ is_active: isActive }) => isActive);
  const start = useMutation({
    mutationFn: () => Promise.all(active.slice(0, MAILBOX_COUNT_MAX).map(startCycle)),
    onSuccess: (started) => {
      setRuns(started);
      shown.open();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return (
    <Popover opened={isShown} onChange={shown.toggle} onClose={shown.close} width={300}>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={start.isPending}
          disabled={active.length === 0}
          onClick={() => start.mutate()}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" role="status" aria-label={label}>
          {runs.map((run) => (
            <CycleProgress key={run.cycleId} run={run} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};

const startCycle = async ({ id, name }: Schemas['Mailbox']): Promise<Run> => {
  const cycle = await answerOf(
    client.POST('/inbox/integrations/{id}/sync', { params: { path: { id } } }),
  );
  return { mailboxId: id, name, cycleId: cycle.id };
};

const isOver = (cycle: Schemas['MailboxCycle'] | undefined): boolean =>
  cycle?.status === 'succeeded' || cycle?.status === 'failed';

const CycleProgress = ({ run }: { run: Run }) => {
  const { inbox } = useMessages();
  const cycle = api.useQuery(
    'get',
    '/inbox/integrations/{id}/cycles/{cycle_id}',
    { params: { path: { id: run.mailboxId, cycle_id: run.cycleId } } },
    { refetchInterval: ({ state }) => !isOver(state.data) && PROGRESS_EVERY_MS },
  ).data;
  const { total_count: total = 0, done_count: done = 0 } = cycle ?? {};
  const share = isOver(cycle) ? 100 : total === 0 ? 0 : (100 * done) / total;
  return (
    <div>
      <Text size="sm" fw={550}>
        {run.name}
      </Text>
      <Progress
        value={share}
        animated={!isOver(cycle)}
        color={cycle?.status === 'failed' ? 'brick' : 'petrol'}
        aria-label={run.name}
      />
      <Text size="xs" c="dimmed">
        {cycle === undefined ? '…' : progressText(inbox, cycle)}
      </Text>
    </div>
  );
};

interface SyncWords {
  syncWaiting: string;
  syncFailed: string;
  syncDone: (newCount: number) => string;
  syncProgress: (done: number, total: number) => string;
}

const progressText = (words: SyncWords, cycle: Schemas['MailboxCycle']): string => {
  switch (cycle.status) {
    case 'waiting':
      return words.syncWaiting;
    case 'running':
      return words.syncProgress(cycle.done_count, cycle.total_count);
    case 'succeeded':
      return words.syncDone(cycle.new_count);
    case 'failed':
      return words.syncFailed;
  }
};
