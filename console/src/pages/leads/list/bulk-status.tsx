import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshLeads, type Lead } from '../query.ts';
import { sendStatuses } from '../status-change.ts';
import { useLeadStatuses } from '../statuses.tsx';

/** The limit of the api for one request. */
const COUNT_MAX = 100;

interface BulkStatusProps {
  isOpen: boolean;
  rows: readonly Lead[];
  onClose: () => void;
  onDone: () => void;
}

/** Gives several leads one status. Converted leads keep theirs. */
export const BulkStatus = ({ isOpen, rows, onClose, onDone }: BulkStatusProps) => {
  const { leads } = useMessages();
  return (
    <Modal opened={isOpen} onClose={onClose} title={leads.changeStatusTitle(rows.length)}>
      <StatusForm rows={rows} onClose={onClose} onDone={onDone} />
    </Modal>
  );
};

const StatusForm = ({ rows, onClose, onDone }: Omit<BulkStatusProps, 'isOpen'>) => {
  const { common, leads } = useMessages();
  const statuses = useLeadStatuses().filter(({ role }) => role !== 'converted');
  const [status, setStatus] = useState<string | null>(null);
  const { isPending, change } = useChange(() => {
    onClose();
    onDone();
  });
  const open = rows.filter(({ converted_at: at }) => at === null);
  const chosen = open.slice(0, COUNT_MAX);
  const convertedCount = rows.length - open.length;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (status !== null) change({ rows: chosen, status });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select
          label={leads.newStatus}
          allowDeselect={false}
          data-autofocus
          data={statuses.map(({ code, label }) => ({ value: code, label }))}
          value={status}
          onChange={setStatus}
        />
        {convertedCount > 0 && <Text size="sm">{leads.convertedKept(convertedCount)}</Text>}
        {open.length > COUNT_MAX && <Text size="sm">{leads.statusCountMax(COUNT_MAX)}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            disabled={status === null || chosen.length === 0}
            loading={isPending}
          >
            {leads.changeStatusOf(chosen.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** Changes the leads in one request. A toast tells how many have the status, and how many do not. */
const useChange = (onDone: () => void) => {
  const messages = useMessages();
  const { leads } = messages;
  const refresh = useRefreshLeads();
  const mutation = useMutation({
    mutationFn: ({ rows, status }: { rows: readonly Lead[]; status: string }) =>
      sendStatuses(rows, status),
    onSuccess: (changedCount, { rows }) => {
      const leftCount = rows.length - changedCount;
      toast(
        leftCount === 0 ? 'good' : 'waiting',
        leads.statusChangedCount(changedCount),
        leftCount === 0 ? '' : leads.statusLeftCount(leftCount),
      );
      onDone();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return { isPending: mutation.isPending, change: mutation.mutate };
};
