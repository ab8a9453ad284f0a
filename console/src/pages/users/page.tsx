import { Button, Select } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { ROLES } from './roles.ts';
import { amend, oneOf, refine } from '../../routing/search.ts';
import { DataTable, DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { UserForm } from './form.tsx';
import { useUserColumns } from './row.tsx';
import type { InvitationLink, User } from './shared.ts';

const route = getRouteApi('/shell/settings/users');

export const UsersPanel = () => {
  const { users } = useMessages();
  const can = useCan();
  const canEdit = can('users:write');
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const [link, setLink] = useState<InvitationLink | null>(null);
  return (
    <Page
      layout="settings"
      title={users.title}
      actions={
        canEdit && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setEdited('new')}>
            {users.invite}
          </Button>
        )
      }
    >
      <Card isFlush>
        {can('users:read') ? (
          <>
            <Filters />
            <UserList canEdit={canEdit} onEdit={setEdited} onLink={setLink} />
          </>
        ) : (
          <Forbidden />
        )}
      </Card>
      {edited !== null && (
        <UserForm
          user={edited === 'new' ? null : edited}
          onInvited={setLink}
          onClose={() => setEdited(null)}
        />
      )}
      <InvitationLinkDialog link={link} onDone={() => setLink(null)} />
    </Page>
  );
};

const Filters = () => {
  const { users, roles } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const { after: _, ...filters } = search;
  return (
    <FilterBar activeCount={Object.keys(filters).length} onClear={() => change({})}>
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
  );
};

interface UserListProps {
  canEdit: boolean;
  onEdit: (user: User) => void;
  onLink: (link: InvitationLink) => void;
}

const UserList = ({ canEdit, onEdit, onLink }: UserListProps) => {
  const { users } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { after, ...filters } = search;
  const query = api.useQuery(
    'get',
    '/api/v1/users',
    { params: { query: compact({ ...filters, cursor: after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns = useUserColumns(canEdit, { onEdit, onLink });
  return (
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
              isStale={query.isPlaceholderData}
            />
            <CursorPager
              after={after}
              nextCursor={nextCursor}
              onChange={(next) => void navigate({ search: amend(search, { after: next }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};

const InvitationLinkDialog = ({
  link,
  onDone,
}: {
  link: InvitationLink | null;
  onDone: () => void;
}) => {
  const { common, users } = useMessages();
  const format = useFormat();
  return (
    <SecretDialog
      value={link?.invitation.url ?? null}
      title={users.linkTitle}
      hint={
        link && (
          <>
            {users.linkBody(link.name)} {users.linkExpires}{' '}
            {format.date(link.invitation.expires_at)}.{' '}
            {link.invitation.is_mailed && users.linkMailed}
          </>
        )
      }
      copyLabel={users.linkCopy}
      doneLabel={link?.invitation.is_mailed === true ? common.close : users.linkDone}
      onDone={onDone}
    />
  );
};
