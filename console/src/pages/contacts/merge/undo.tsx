import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useContactsChanged } from '../form/refresh.ts';
import { undoMerge, type Kind } from '../kinds.ts';

interface UndoMergeProps {
  kind: Kind;
  winnerId: number;
  mergeId: string;
}

/** In the timeline, and in the toast after the merge. */
export const UndoMerge = ({ kind, winnerId, mergeId }: UndoMergeProps) => {
  const messages = useMessages();
  const changed = useContactsChanged();
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: () => undoMerge(kind, winnerId, mergeId),
    onSuccess: () => {
      toast('good', messages.contacts.undone);
      changed();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return (
    <Button
      variant="light"
      size="compact-xs"
      leftSection={<IconArrowBackUp size={14} />}
      loading={isPending}
      disabled={isSuccess}
      onClick={() => mutate()}
    >
      {messages.contacts.undo}
    </Button>
  );
};
