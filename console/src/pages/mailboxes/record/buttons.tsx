import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconDotsVertical,
  IconHistory,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands, type PageCommand } from '../../../parts/commands.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshMailboxes, type Mailbox } from '../types.ts';
import { BackfillDrawer } from './backfill.tsx';
import { TestDialog } from './test-dialog.tsx';

/** What can be done with a mailbox. The palette offers the same. */

type DialogName = 'test' | 'backfill' | 'remove';

interface MailboxProps {
  mailbox: Mailbox;
}

export const MailboxButtons = ({ mailbox }: MailboxProps) => {
  const { mailbox: words } = useMessages();
  const canSync = useCan()('mailboxes:sync');
  const [opened, setOpened] = useState<DialogName | null>(null);
  const sync = useSync(mailbox);
  const commands = useCommands(mailbox, setOpened, sync.run);
  usePageCommands(commands);
  const others = commands.filter(({ id }) => id !== 'sync');
  return (
    <>
      {canSync && (
        <Button leftSection={<IconRefresh size={16} />} loading={sync.isPending} onClick={sync.run}>
          {words.sync}
        </Button>
      )}
      {others.length > 0 && <OtherCommands commands={others} />}
      {opened === 'backfill' && (
        <BackfillDrawer mailbox={mailbox} onClose={() => setOpened(null)} />
      )}
      {opened === 'test' && <TestDialog mailbox={mailbox} onClose={() => setOpened(null)} />}
      <Remove mailbox={mailbox} isOpen={opened === 'remove'} onClose={() => setOpened(null)} />
    </>
  );
};

const useSync = ({ id }: Mailbox) => {
  const messages = useMessages();
  const refresh = useRefreshMailboxes();
  const sync = api.useMutation('post', '/inbox/integrations/{id}/sync', {
    onSuccess: () => {
      toast('good', messages.mailbox.syncStarted);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return {
    isPending: sync.isPending,
    run: () => sync.mutate({ params: { path: { id } } }),
  };
};

const useSwitch = ({ id, version }: Mailbox) => {
  const messages = useMessages();
  const { mailbox: words } = messages;
  const refresh = useRefreshMailboxes();
  const change = api.useMutation('patch', '/inbox/integrations/{id}', {
    onSuccess: ({ is_active: isActive }) => {
      toast('good', isActive ? words.resumed : words.pausedDone);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return (isActive: boolean): void =>
    change.mutate({ params: { path: { id } }, body: { version, is_active: isActive } });
};

const useCommands = (
  mailbox: Mailbox,
  open: (dialog: DialogName) => void,
  sync: () => void,
): PageCommand[] => {
  const { mailbox: words } = useMessages();
  const can = useCan();
  const navigate = useNavigate();
  const set = useSwitch(mailbox);
  const isStopped = !mailbox.is_active || mailbox.state === 'credentials_refused';
  const syncing: PageCommand = { id: 'sync', label: words.sync, icon: IconRefresh, run: sync };
  const backfill: PageCommand = {
    id: 'backfill',
    label: words.backfill,
    icon: IconHistory,
    run: () => open('backfill'),
  };
  const change: PageCommand[] = [
    { id: 'test', label: words.test, icon: IconPlugConnected, run: () => open('test') },
    {
      id: 'edit',
      label: words.edit,
      icon: IconPencil,
      run: () => void navigate({ to: '/mailboxes/$id/edit', params: { id: String(mailbox.id) } }),
    },
    isStopped
      ? { id: 'resume', label: words.resume, icon: IconPlayerPlay, run: () => set(true) }
      : { id: 'pause', label: words.pause, icon: IconPlayerPause, run: () => set(false) },
    { id: 'remove', label: words.remove, icon: IconTrash, run: () => open('remove') },
  ];
  const read = isStopped ? [syncing] : [syncing, backfill];
  return [...(can('mailboxes:sync') ? read : []), ...(can('mailboxes:write') ? change : [])];
};

const OtherCommands = ({ commands }: { commands: readonly PageCommand[] }) => {
  const { mailbox: words } = useMessages();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={words.more}>
          <IconDotsVertical size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(({ id, label, icon: Shape, run }) => (
          <Menu.Item
            key={id}
            {...(id === 'remove' ? { color: 'brick' } : {})}
            leftSection={Shape && <Shape size={16} aria-hidden />}
            onClick={run}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const Remove = ({
  mailbox,
  isOpen,
  onClose,
}: MailboxProps & { isOpen: boolean; onClose: () => void }) => {
  const messages = useMessages();
  const { mailbox: words } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshMailboxes();
  const remove = api.useMutation('delete', '/inbox/integrations/{id}', {
    onSuccess: async () => {
      toast('good', words.removed);
      // First away from the page: it would be read again, and not be found.
      await navigate({ to: '/mailboxes' });
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen={isOpen}
      isDangerous
      title={words.removeTitle(mailbox.email)}
      confirmLabel={words.remove}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ params: { path: { id: mailbox.id } } })}
      onClose={onClose}
    >
      {words.removeBody}
    </Confirm>
  );
};
