import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LeaveGuard } from '../../../parts/leave-guard.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import classes from '../folders.module.css';
import { countConditions } from '../form/draft.ts';
import { FolderMark } from '../mark.tsx';
import { useRefreshFolders, type Folder } from '../types.ts';
import { RemoveFolder } from './remove.tsx';

/** The folders, moved up and down by buttons. The order is saved once it is right: it moves conversations. */
export const FolderList = ({ folders }: { folders: readonly Folder[] }) => {
  const [order, setOrder] = useState<readonly number[] | null>(null);
  const [removed, setRemoved] = useState<Folder | null>(null);
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  // A folder that was added or deleted meanwhile ends the change of order.
  const isCurrent = order?.length === folders.length && order.every((id) => byId.has(id));
  const shown = isCurrent ? order.flatMap((id) => byId.get(id) ?? []) : folders;
  const isChanged = shown.some(({ id }, place) => id !== folders[place]?.id);
  const move = (place: number, by: -1 | 1): void => {
    const ids = shown.map(({ id }) => id);
    const [id] = ids.splice(place, 1);
    if (id !== undefined) setOrder(ids.toSpliced(place + by, 0, id));
  };
  return (
    <>
      <ol className={classes['list']}>
        {shown.map((folder, place) => (
          <FolderRow
            key={folder.id}
            folder={folder}
            isFirst={place === 0}
            isLast={place === shown.length - 1}
            onMove={(by) => move(place, by)}
            onRemove={() => setRemoved(folder)}
          />
        ))}
      </ol>
      {isChanged && <SaveOrder ids={shown.map(({ id }) => id)} onDone={() => setOrder(null)} />}
      <LeaveGuard isChanged={isChanged} />
      <RemoveFolder folder={removed} others={folders} onClose={() => setRemoved(null)} />
    </>
  );
};

interface FolderRowProps {
  folder: Folder;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const FolderRow = ({ folder, isFirst, isLast, onMove, onRemove }: FolderRowProps) => {
  const { inboxFolders: words } = useMessages();
  const { id, name, colour, rules, is_active: isActive, ai_description: description } = folder;
  const button = { variant: 'subtle', color: 'gray' } as const;
  return (
    <li className={classes['row']} aria-label={name}>
      <span className={classes['order']}>
        <ActionIcon
          {...button}
          aria-label={words.moveUp(name)}
          disabled={isFirst}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={15} />
        </ActionIcon>
        <ActionIcon
          {...button}
          aria-label={words.moveDown(name)}
          disabled={isLast}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={15} />
        </ActionIcon>
      </span>
      <LinkText
        to="/inbox-folders/$id"
        params={{ id: String(id) }}
        aria-label={words.edit(name)}
        style={{ minWidth: 0 }}
      >
        <FolderMark name={name} colour={colour} />
      </LinkText>
      <Group gap="xs" className={classes['summary'] ?? ''}>
        {!isActive && (
          <Badge variant="light" color="gray">
            {words.inactive}
          </Badge>
        )}
        {description !== null && (
          <Badge variant="light" color="petrol" title={description}>
            {words.aiDescribed}
          </Badge>
        )}
        {(rules !== null || description === null) && (
          <Text size="xs" c="dimmed">
            {rules === null ? words.noRules : words.conditionCount(countConditions(rules))}
          </Text>
        )}
      </Group>
      <ActionIcon {...button} aria-label={words.remove(name)} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
};

const SaveOrder = ({ ids, onDone }: { ids: number[]; onDone: () => void }) => {
  const messages = useMessages();
  const { inboxFolders: words, common } = messages;
  const refresh = useRefreshFolders();
  const save = api.useMutation('put', '/inbox/folders/order', {
    onSuccess: () => {
      toast('good', words.orderSaved);
      onDone();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: refresh,
  });
  return (
    <Group justify="flex-end" gap="sm" p="md">
      <Button variant="default" onClick={onDone}>
        {common.cancel}
      </Button>
      <Button loading={save.isPending} onClick={() => save.mutate({ body: { folder_ids: ids } })}>
        {words.saveOrder}
      </Button>
    </Group>
  );
};
