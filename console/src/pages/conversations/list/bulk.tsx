import { Button, Group, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { useFolders } from '../../inbox-folders/types.ts';
import { BULK_COUNT_MAX } from '../changes.ts';
import { STATUSES } from '../search.ts';
import type { Triage } from '../triage.tsx';

/** What can be done with the selected conversations. */

export const BulkButtons = ({ triage }: { triage: Triage }) => {
  const { inbox } = useMessages();
  const can = useCan();
  if (triage.ids.length > BULK_COUNT_MAX) return inbox.tooManySelected(BULK_COUNT_MAX);
  const count = triage.ids.length;
  return (
    <Group gap={6}>
      <StatusMenu triage={triage} />
      <FolderMenu triage={triage} />
      <Small onClick={() => triage.ask('assign')}>{inbox.assign}</Small>
      <Small onClick={() => triage.ask('snooze')}>{inbox.snooze}</Small>
      <Small onClick={() => triage.setStatus('archive')}>{inbox.archive}</Small>
      <Small onClick={() => triage.run('mark_read', inbox.readDone(count))}>{inbox.markRead}</Small>
      <Small onClick={() => triage.run('mark_unread', inbox.unreadDone(count))}>
        {inbox.markUnread}
      </Small>
      <Small onClick={triage.spam}>{inbox.markSpam}</Small>
      {can('conversations:delete') && <Remove triage={triage} />}
    </Group>
  );
};

const Small = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <Button size="compact-xs" variant="default" onClick={onClick}>
    {children}
  </Button>
);

const StatusMenu = ({ triage }: { triage: Triage }) => {
  const { inbox, inboxStatistics } = useMessages();
  return (
    <Menu withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default">
          {inbox.status}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STATUSES.filter((status) => status !== 'spam').map((status) => (
          <Menu.Item key={status} onClick={() => triage.setStatus(status)}>
            {inboxStatistics.statuses[status]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const FolderMenu = ({ triage }: { triage: Triage }) => {
  const { inbox } = useMessages();
  const folders = [{ id: null, name: inbox.noFolder }, ...useFolders()];
  return (
    <Menu withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default">
          {inbox.folder}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
        {folders.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() => triage.run({ folder_id: id }, inbox.movedDone(triage.ids.length))}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const Remove = ({ triage }: { triage: Triage }) => {
  const { inbox, common } = useMessages();
  const [isOpen, { open, close }] = useDisclosure(false);
  const count = triage.ids.length;
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="brick" onClick={open}>
        {common.delete}
      </Button>
      <Confirm
        isOpen={isOpen}
        title={inbox.deleteTitle(count)}
        confirmLabel={common.delete}
        isDangerous
        isPending={triage.isPending}
        onConfirm={() => {
          close();
          triage.run('delete', inbox.deleteDone(count), true);
        }}
        onClose={close}
      >
        {inbox.deleteBody}
      </Confirm>
    </>
  );
};
