import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Card } from '../../ui/page/page.tsx';
import { ImportCounts } from './counts.tsx';
import type { LeadImport } from './status.tsx';

/** How many rows are done. The stream keeps it up to date. */
export const ImportProgress = ({ row }: { row: LeadImport }) => {
  const { leadImports } = useMessages();
  const format = useFormat();
  const { done_count: done, row_count: total } = row;
  const ratio = total === null || total === 0 ? 0 : done / total;
  return (
    <Card title={leadImports.progress}>
      <Stack>
        <Progress
          size="lg"
          value={ratio * 100}
          animated
          striped
          aria-label={leadImports.progress}
        />
        <Text size="sm" aria-live="polite">
          {total === null
            ? leadImports.starting
            : leadImports.doneOf(format.number(done), format.number(total))}
        </Text>
        <ImportCounts row={row} />
        <Text size="sm" c="dimmed">
          {leadImports.leaveHint}
        </Text>
        <CancelButton id={row.id} />
      </Stack>
    </Card>
  );
};

const CancelButton = ({ id }: Pick<LeadImport, 'id'>) => {
  const messages = useMessages();
  const { leadImports } = messages;
  const queryClient = useQueryClient();
  const [isAsking, dialog] = useDisclosure(false);
  const cancel = api.useMutation('post', '/api/lead-imports/{id}/cancel', {
    onSuccess: () => toast('info', leadImports.cancelled),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      dialog.close();
      return queryClient.invalidateQueries({ queryKey: ['get', '/api/lead-imports/{id}'] });
    },
  });
  return (
    <Group>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={15} />}
        onClick={dialog.open}
      >
        {leadImports.cancel}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={leadImports.cancelTitle}
        confirmLabel={leadImports.cancel}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate({ params: { path: { id } } })}
        onClose={dialog.close}
      >
        {leadImports.cancelBody}
      </Confirm>
    </Group>
  );
};
