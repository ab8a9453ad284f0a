import { Button, Group, Menu, ActionIcon, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import {
  IconDots,
  IconLink,
  IconPencil,
  IconUserOff,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../api/client.ts';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { problemOf } from '../api/problem.ts';
import { useCan, useMe } from '../api/session.ts';
import { useFormat, useMessages } from '../i18n/index.tsx';
import { CursorPager } from '../parts/cursor-pager.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { amend, oneOf, refine, ROLES, type Role } from '../search.ts';
import { Confirm } from '../ui/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Card } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';

type User = Schemas['User'];
type Invitation = Schemas['InvitedUser']['invitation'];

interface Link {
  name: string;
  invitation: Invitation;
}

const route = getRouteApi('/shell/settings/users');

const useRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/users'] });
};

export const UsersPanel = () => {
  const { users, roles } = useMessages();
  const format = useFormat();
  const canEdit = useCan()('users:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const [link, setLink] = useState<Link | null>(null);
  const query = api.useQuery(
    'get',
    '/api/v1/users',
    {
      params: {
        query: compact({
          q: search.q,
          role: search.role,
          is_active: search.is_active,
          cursor: search.after?.at(-1),
        }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = useColumns(canEdit, { onEdit: setEdited, onLink: setLink });
  return (
    <>
      <Group justify="flex-end">
        {canEdit && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setEdited('new')}>
            {users.invite}
          </Button>
        )}
      </Group>
      <Card isFlush>
        <FilterBar activeCount={0} onClear={() => change({})}>
          <SearchField
            label={users.search}
            value={search.q ?? ''}
            onChange={(q) => change(refine(search, { q }))}
          />
          <Select
            size="xs"
            clearable
            aria-label={users.role}
            placeholder={users.anyRole}
            data={ROLES.map((value) => ({ value, label: roles[value] }))}
            value={search.role ?? null}
            onChange={(value) => change(refine(search, { role: oneOf(ROLES, value) }))}
          />
          <Select
            size="xs"
            clearable
            aria-label={users.status}
            placeholder={users.anyState}
            data={[
              { value: 'true', label: users.active },
              { value: 'false', label: users.disabled },
            ]}
            value={search.is_active ?? null}
            onChange={(value) =>
              change(refine(search, { is_active: oneOf(['true', 'false'] as const, value) }))
            }
          />
        </FilterBar>
        <QueryView
          query={query}
          skeleton={<DataTableSkeleton label={users.listLabel} columns={columns} />}
        >
          {({ data, next_cursor: nextCursor }) =>
            data.length === 0 ? (
              <Empty icon={IconUsers} title={users.emptyTitle} hint={users.emptyHint} />
            ) : (
              <>
                <DataTable
                  label={users.listLabel}
                  columns={columns}
                  rows={data}
                  rowKey={(row) => row.id}
                />
                <CursorPager
                  after={search.after}
                  nextCursor={nextCursor}
                  onChange={(after) => change(amend(search, { after }))}
                />
              </>
            )
          }
        </QueryView>
      </Card>
      {edited !== null && (
        <UserForm
          user={edited === 'new' ? null : edited}
          onInvited={setLink}
          onClose={() => setEdited(null)}
        />
      )}
      <ShownOnce
        value={link?.invitation.url ?? null}
        title={users.linkTitle}
        hint={
          link && (
            <>
              {users.linkBody(link.name)} {users.linkExpires}{' '}
              {format.date(link.invitation.expires_at)}.
            </>
          )
        }
        copyLabel={users.linkCopy}
        doneLabel={users.linkDone}
        onDone={() => setLink(null)}
      />
    </>
  );
};

interface RowDeeds {
  onEdit: (user: User) => void;
  onLink: (link: Link) => void;
}

const useColumns = (canEdit: boolean, deeds: RowDeeds): Column<User>[] => {
  const { users, roles, common } = useMessages();
  const { user: me } = useMe();
  const centres = api.useQuery('get', '/api/v1/call-centres').data?.data ?? [];
  return [
    {
      key: 'name',
      header: users.name,
      card: 'title',
      cell: (row) => (row.id === me.id ? `${row.name} (${common.you})` : row.name),
    },
    { key: 'status', header: users.status, card: 'aside', cell: (row) => <UserState user={row} /> },
    { key: 'email', header: users.email, cell: (row) => row.email },
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
      header: '',
      align: 'right',
      card: 'foot',
      cell: (row) => canEdit && row.id !== me.id && <UserMenu user={row} {...deeds} />,
    },
  ];
};

const UserState = ({ user }: { user: User }) => {
  const { users } = useMessages();
  if (!user.is_active) return <StatusBadge tone="neutral" label={users.disabled} />;
  return user.invitation_expires_at !== null && user.last_sign_in_at === null ? (
    <StatusBadge tone="waiting" label={users.invited} />
  ) : (
    <StatusBadge tone="good" label={users.active} />
  );
};

const UserMenu = ({ user, onEdit, onLink }: RowDeeds & { user: User }) => {
  const messages = useMessages();
  const { users } = messages;
  const refresh = useRefresh();
  const [isDisabling, setDisabling] = useState(false);
  const path = { path: { id: user.id } };
  const update = api.useMutation('patch', '/api/v1/users/{id}', {
    onSuccess: ({ is_active: isActive }) => {
      toast('good', isActive ? users.enabledDone : users.disabledDone);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setDisabling(false),
  });
  const keys = useIdempotencyKeys();
  const invite = api.useMutation('post', '/api/v1/users/{id}/invitation', {
    onSuccess: (invitation) => {
      keys.renew();
      onLink({ name: user.name, invitation });
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={users.menu(user.name)}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onEdit(user)}>
            {users.edit}
          </Menu.Item>
          {user.is_active && (
            <Menu.Item
              leftSection={<IconLink size={15} />}
              onClick={() =>
                invite.mutate({
                  params: path,
                  headers: { 'Idempotency-Key': keys.keyFor(path) },
                })
              }
            >
              {users.newLink}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconUserOff size={15} />}
            onClick={() =>
              user.is_active
                ? setDisabling(true)
                : update.mutate({ params: path, body: { is_active: true } })
            }
          >
            {user.is_active ? users.disable : users.enable}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        isOpen={isDisabling}
        isDangerous
        title={users.disableTitle(user.name)}
        confirmLabel={users.disable}
        isPending={update.isPending}
        onConfirm={() => update.mutate({ params: path, body: { is_active: false } })}
        onClose={() => setDisabling(false)}
      >
        {users.disableBody}
      </Confirm>
    </>
  );
};

interface UserFormProps {
  /** Null invites somebody new. */
  user: User | null;
  onInvited: (link: Link) => void;
  onClose: () => void;
}

const needsCentre = (role: Role): boolean => role === 'agent' || role === 'supervisor';

const UserForm = ({ user, onInvited, onClose }: UserFormProps) => {
  const messages = useMessages();
  const { users, roles, roleHints, common } = messages;
  const { user: me } = useMe();
  const refresh = useRefresh();
  const centres = api.useQuery('get', '/api/v1/call-centres').data?.data ?? [];
  const form = useForm({
    initialValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? ('agent' satisfies Role as Role),
      call_centre_id: user?.call_centre_id?.toString() ?? null,
    },
    validate: {
      call_centre_id: (value, { role }) =>
        needsCentre(role) && value === null ? users.callCentreRequired : null,
    },
  });
  const onError = (error: unknown): void => {
    const errors = fieldErrors(messages, error);
    if (problemOf(error).code === 'conflict' && user === null)
      form.setErrors({ email: users.emailTaken });
    else if (Object.keys(errors).length > 0) form.setErrors(errors);
    else toastProblem(messages, error);
  };
  const keys = useIdempotencyKeys();
  const create = api.useMutation('post', '/api/v1/users', {
    onSuccess: ({ user: { name }, invitation }) => {
      keys.renew();
      refresh();
      onClose();
      onInvited({ name, invitation });
    },
    onError,
  });
  const update = api.useMutation('patch', '/api/v1/users/{id}', {
    onSuccess: () => {
      toast('good', users.saved);
      refresh();
      onClose();
    },
    onError,
  });
  const submit = form.onSubmit(({ email, name, role, call_centre_id: centre }) => {
    const fields = {
      name: name.trim(),
      role,
      locale: user?.locale ?? me.locale,
      call_centre_id: centre === null ? null : Number(centre),
    };
    if (user !== null) {
      update.mutate({ params: { path: { id: user.id } }, body: fields });
      return;
    }
    const body = { ...fields, email: email.trim() };
    create.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  });
  const grantable = ROLES.slice(0, ROLES.indexOf(me.role) + 1);
  return (
    <Modal
      opened
      onClose={onClose}
      title={user === null ? users.inviteTitle : users.editTitle(user.name)}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={users.name} required data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={users.email}
            type="email"
            required
            readOnly={user !== null}
            {...form.getInputProps('email')}
          />
          <Select
            label={users.role}
            description={roleHints[form.values.role]}
            allowDeselect={false}
            data={grantable.map((value) => ({ value, label: roles[value] }))}
            {...form.getInputProps('role')}
          />
          <Select
            label={users.callCentre}
            placeholder={users.callCentreNone}
            clearable
            data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
            {...form.getInputProps('call_centre_id')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {user === null ? users.invite : common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
