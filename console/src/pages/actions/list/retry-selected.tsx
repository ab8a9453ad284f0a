import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { useIdempotencyKeys } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useSentToast } from '../decide/send.tsx';
import { IDS_COUNT_MAX } from '../search.ts';
import { followStarted } from '../started.ts';
import { isRetryable } from '../statuses.ts';
import type { ActionSummary } from './columns.tsx';

/** The limit of the api for one request. */
const COUNT_MAX = 200;

interface RetrySelectedProps {
  rows: readonly ActionSummary[];
  onDone: () => void;
}

/** An action in doubt may have been carried out: it is sent again one by one, on its own page. */
const canRetry = ({ status, outcome_code: outcome }: ActionSummary): boolean =>
  isRetryable(status) && outcome !== 'in_doubt';

/** Sends those of the selected actions again that have not succeeded. */
export const RetrySelected = ({ rows, onDone }: RetrySelectedProps) => {
  const messages = useMessages();
  const { actions, operations } = messages;
  const [isAsking, dialog] = useDisclosure(false);
  const queryClient = useQueryClient();
  const keys = useIdempotencyKeys();
  const show = useSentToast();
  const chosen = rows.filter(canRetry).slice(0, COUNT_MAX);
  const others = rows.length - chosen.length;
  const retry = api.useMutation('post', '/api/v1/actions/retry', {
    onSuccess: ({ count }, { body: { filter } }) => {
      keys.renew();
      const ids = filter.ids ?? [];
      followStarted(ids);
      show(operations.bulkDone(count), actions.seeThem(count), {
        to: '/actions',
        search: { ids: ids.slice(0, IDS_COUNT_MAX) },
      });
      onDone();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', operations.bulkChanged)
        : toastProblem(messages, error),
    onSettled: () => {
      dialog.close();
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/actions'] });
    },
  });
  const send = (): void => {
    const body = {
      filter: { ids: chosen.map(({ id }) => id) },
      expected_count: chosen.length,
    };
    retry.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  };
  return (
    <>
      <Button
        size="compact-sm"
        disabled={chosen.length === 0}
        leftSection={<IconRefresh size={14} />}
        onClick={dialog.open}
      >
        {actions.retrySelected(chosen.length)}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={operations.bulkTitle(chosen.length)}
        confirmLabel={actions.retrySelected(chosen.length)}
        isPending={retry.isPending}
        onConfirm={send}
        onClose={dialog.close}
      >
        {operations.bulkBody} {others > 0 && actions.retryOthers(others)}
      </Confirm>
    </>
  );
};
