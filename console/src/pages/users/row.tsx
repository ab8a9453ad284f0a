import { ActionIcon, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconLink, IconPencil, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useEscape } from '../../ui/feedback/use-escape.ts';
import {
  invitationState,
  useCallCentres,
  useRefreshUsers,
  type InvitationLink,
  type User,
} from './shared.ts';

/** The columns of the list of users, with the buttons of each row. */

interface RowHandlers {
  onEdit: (user: User) => void;
  onLink: (link: InvitationLink) => void;
}

export const useUserColumns = (canEdit: boolean, handlers: RowHandlers): Column<User>[] => {
  const { users, roles, common } = useMessages();
  const { user: me } = useMe();
  const centres = useCallCentres();
  return [
    {
      key: 'name',
      header: users.name,
      card: 'title',
      cell: (row) => (
        <>
          {row.id === me.id ? `${row.name} (${common.you})` : row.name}
          <Text size="xs" c="dimmed">
            {row.email}
          </Text>
        </>
      ),
    },
    { key: 'status', header: users.status, card: 'aside', cell: (row) => <UserState user={row} /> },
    { key: 'role', header: users.role, cell: (row) => roles[row.role] },
    {
      key: 'centre',
      header: users.callCentre,
      cell: (row) => centres.find(({ id }) => id === row.call_centre_id)?.name ?? '—',
    },
    {
      key: 'seen',
      header: users.lastSignIn,
      cell: (row) =>
        row.last_sign_in_at === null ? common.never : <RelativeTime at={row.last_sign_in_at} />,
    },
    {
      key: 'menu',
      header: users.edit,
      isHeaderHidden: true,
      align: 'right',
      card: 'foot',
      cell: (row) => canEdit && row.id !== me.id && <UserButtons user={row} {...handlers} />,
    },
  ];
};

const UserState = ({ user }: { user: User }) => {
  const { users } = useMessages();
  if (!user.is_active) return <StatusBadge tone="neutral" label={users.disabled} />;
  switch (invitationState(user)) {
    case 'open':
      return (
        <Stack gap={2} align="flex-start">
          <StatusBadge tone="waiting" label={users.invited} />
          <MailState user={user} />
        </Stack>
      );
    case 'expired':
      return <StatusBadge tone="late" label={users.invitationExpired} />;
    case 'accepted':
      return <StatusBadge tone="good" label={users.active} />;
  }
};

/** How the mail of an open invitation is doing. */
const MailState = ({ user }: { user: User }) => {
  const { users } = useMessages();
  const { invitation_mail_status: status, invitation_mailed_at: mailedAt } = user;
  return (
    <Text size="xs" c="dimmed" title={user.invitation_mail_error ?? undefined}>
      {status === null ? users.mailNone : users.mail[status]}{' '}
      {mailedAt !== null && <RelativeTime at={mailedAt} />}
    </Text>
  );
};

const useInvite = (user: User, onLink: RowHandlers['onLink']) => {
  const messages = useMessages();
  const refresh = useRefreshUsers();
  const keys = useIdempotencyKeys();
  const { mutate, isPending } = api.useMutation('post', '/api/v1/users/{id}/invitation', {
    onSuccess: (invitation) => {
      keys.renew();
      onLink({ name: user.name, invitation });
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  const params = { path: { id: user.id } };
  return {
    isInviting: isPending,
    invite: () => mutate({ params, headers: { 'Idempotency-Key': keys.keyFor(params) } }),
  };
};

const UserButtons = ({ user, onEdit, onLink }: RowHandlers & { user: User }) => {
  const { users } = useMessages();
  const { isInviting, invite } = useInvite(user, onLink);
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      {user.is_active && invitationState(user) === 'expired' && (
        <Button size="compact-xs" variant="default" loading={isInviting} onClick={invite}>
          {users.inviteAgain}
        </Button>
      )}
      <UserMenu user={user} onEdit={onEdit} onInvite={invite} />
    </Group>
  );
};

interface UserMenuProps extends Pick<RowHandlers, 'onEdit'> {
  user: User;
  onInvite: () => void;
}

const UserMenu = ({ user, onEdit, onInvite }: UserMenuProps) => {
  const messages = useMessages();
  const { users } = messages;
  const refresh = useRefreshUsers();
  const [isDisabling, setDisabling] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEscape(isOpen, () => setOpen(false));
  const params = { path: { id: user.id } };
  const update = api.useMutation('patch', '/api/v1/users/{id}', {
    onSuccess: ({ is_active: isActive }) => {
      toast('good', isActive ? users.enabledDone : users.disabledDone);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setDisabling(false),
  });
  return (
    <>
      {/* Moves the focus to the menu button before a dialog opens. The menu item is gone when
       it closes. */}
      <Menu
        opened={isOpen}
        onChange={setOpen}
        position="bottom-end"
        onClose={() => opener.current?.focus()}
      >
        <Menu.Target>
          <ActionIcon ref={opener} variant="subtle" color="gray" aria-label={users.menu(user.name)}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onEdit(user)}>
            {users.edit}
          </Menu.Item>
          {user.is_active && (
            <Menu.Item leftSection={<IconLink size={15} />} onClick={onInvite}>
              {users.newLink}
            </Menu.Item>
          )}
          {user.is_active ? (
            <Menu.Item leftSection={<IconUserOff size={15} />} onClick={() => setDisabling(true)}>
              {users.disable}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconUserCheck size={15} />}
              onClick={() => update.mutate({ params, body: { is_active: true } })}
            >
              {users.enable}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        isOpen={isDisabling}
        isDangerous
        title={users.disableTitle(user.name)}
        confirmLabel={users.disable}
        isPending={update.isPending}
        onConfirm={() => update.mutate({ params, body: { is_active: false } })}
        onClose={() => setDisabling(false)}
      >
        {users.disableBody}
      </Confirm>
    </>
  );
};
