import { Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { api, compact } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshFolders, type Folder } from '../types.ts';

interface RemoveFolderProps {
  /** Null: the dialog is closed. */
  folder: Folder | null;
  others: readonly Folder[];
  onClose: () => void;
}

const BY_RULES = 'rules';

/** Asks where the conversations of a folder go, and deletes it. */
export const RemoveFolder = ({ folder, others, onClose }: RemoveFolderProps) => {
  const messages = useMessages();
  const { inboxFolders: words } = messages;
  const [target, setTarget] = useState(BY_RULES);
  const refresh = useRefreshFolders();
  const close = (): void => {
    setTarget(BY_RULES);
    onClose();
  };
  const remove = api.useMutation('delete', '/inbox/folders/{id}', {
    onSuccess: () => toast('good', words.removed),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      close();
      refresh();
    },
  });
  const moveTo = target === BY_RULES ? undefined : Number(target);
  return (
    <Confirm
      isOpen={folder !== null}
      isDangerous
      title={words.removeTitle(folder?.name ?? '')}
      confirmLabel={messages.common.delete}
      isPending={remove.isPending}
      onConfirm={() =>
        folder !== null &&
        remove.mutate({
          params: { path: { id: folder.id }, query: compact({ move_to: moveTo }) },
        })
      }
      onClose={close}
    >
      <Stack>
        <Text>{words.removeBody}</Text>
        <Select
          label={words.moveTo}
          allowDeselect={false}
          data={[
            { value: BY_RULES, label: words.moveToRules },
            ...others
              .filter(({ id }) => id !== folder?.id)
              .map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={target}
          onChange={(value) => setTarget(value ?? BY_RULES)}
        />
      </Stack>
    </Confirm>
  );
};
