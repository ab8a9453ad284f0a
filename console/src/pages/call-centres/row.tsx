import { ActionIcon, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshCentres } from './refresh.ts';

type CallCentre = Schemas['CallCentre'];

interface CentreProps {
  centre: CallCentre;
}

interface CentreRowProps extends CentreProps {
  canEdit: boolean;
  onEdit: () => void;
}

/** A call centre of the list: its name, and buttons to rename and delete it. */
export const CentreRow = ({ centre, canEdit, onEdit }: CentreRowProps) => {
  const { callCentres } = useMessages();
  return (
    <Group justify="space-between" wrap="nowrap">
      <span style={{ overflowWrap: 'anywhere' }}>{centre.name}</span>
      {canEdit && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${callCentres.rename} ${centre.name}`}
            onClick={onEdit}
          >
            <IconPencil size={16} />
          </ActionIcon>
          <Remove centre={centre} />
        </Group>
      )}
    </Group>
  );
};

const Remove = ({ centre }: CentreProps) => {
  const messages = useMessages();
  const { callCentres, common } = messages;
  const refresh = useRefreshCentres();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/v1/call-centres/{id}', {
    onSuccess: () => {
      toast('good', callCentres.removed);
      refresh();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', callCentres.inUse, callCentres.inUseHint)
        : toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${common.delete} ${centre.name}`}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={callCentres.removeTitle(centre.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: centre.id } } })}
        onClose={() => setAsking(false)}
      >
        {callCentres.removeBody}
      </Confirm>
    </>
  );
};
