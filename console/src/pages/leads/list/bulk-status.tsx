import { Button, Group, Modal, Progress, Select, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshLeads, type Lead } from '../query.ts';
import { sendStatus } from '../status-change.ts';
import { useLeadStatuses } from '../statuses.tsx';

/** The api changes one lead at a time: more would keep the user waiting. */
const COUNT_MAX = 100;
const AT_ONCE_COUNT = 4;

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
  const { doneCount, change } = useChange();
  const open = rows.filter(({ converted_at: at }) => at === null);
  const chosen = open.slice(0, COUNT_MAX);
  const convertedCount = rows.length - open.length;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (status === null) return;
    void change(chosen, status).then(() => {
      onClose();
      onDone();
    });
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
        {doneCount !== null && (
          <Progress value={(doneCount / chosen.length) * 100} aria-label={leads.changeStatus} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            disabled={status === null || chosen.length === 0}
            loading={doneCount !== null}
          >
            {leads.changeStatusOf(chosen.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** Sends a few requests at once. A toast tells how many leads changed, and how many did not. */
const useChange = () => {
  const { leads } = useMessages();
  const refresh = useRefreshLeads();
  const [doneCount, setDoneCount] = useState<number | null>(null);
  const change = async (rows: readonly Lead[], status: string): Promise<void> => {
    setDoneCount(0);
    const waiting = [...rows];
    let changedCount = 0;
    const work = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const outcome = await sendStatus(row, status).catch(() => null);
        if (outcome?.kind === 'changed') changedCount += 1;
        setDoneCount((count) => (count ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE_COUNT }, work));
    const leftCount = rows.length - changedCount;
    toast(
      leftCount === 0 ? 'good' : 'waiting',
      leads.statusChangedCount(changedCount),
      leftCount === 0 ? '' : leads.statusLeftCount(leftCount),
    );
    setDoneCount(null);
    await refresh();
  };
  return { doneCount, change };
};
