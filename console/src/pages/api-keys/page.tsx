import { Button, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { CreateKey } from './form.tsx';
import { KeyScopes } from './key-scopes.tsx';

type ApiKey = Schemas['ApiKey'];

const route = getRouteApi('/shell/settings/api-keys');

export const ApiKeysPanel = () => {
  const { apiKeys } = useMessages();
  const canEdit = useCan()('api_keys:write');
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Page
      layout="settings"
      title={apiKeys.title}
      actions={
        canEdit && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            {apiKeys.new}
          </Button>
        )
      }
    >
      <Card isFlush>
        <KeyList canEdit={canEdit} onRevoke={setRevoking} />
      </Card>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </Page>
  );
};

interface KeyListProps {
  canEdit: boolean;
  onRevoke: (apiKey: ApiKey) => void;
}

const KeyList = ({ canEdit, onRevoke }: KeyListProps) => {
  const { apiKeys } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/api-keys',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns = useColumns(canEdit, onRevoke);
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={apiKeys.listLabel} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty icon={IconKey} title={apiKeys.emptyTitle} hint={apiKeys.emptyHint} />
        ) : (
          <>
            <DataTable
              label={apiKeys.listLabel}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager
              after={search.after}
              nextCursor={nextCursor}
              onChange={(after) => void navigate({ search: amend(search, { after }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};

const useColumns = (canEdit: boolean, onRevoke: (apiKey: ApiKey) => void): Column<ApiKey>[] => {
  const { apiKeys, common } = useMessages();
  return [
    {
      key: 'name',
      header: apiKeys.name,
      card: 'title',
      cell: (row) => (
        <>
          {row.name}
          <Text size="xs" c="dimmed" ff="monospace" style={{ whiteSpace: 'nowrap' }}>
            {row.prefix}…
          </Text>
        </>
      ),
    },
    {
      key: 'state',
      header: apiKeys.state,
      card: 'aside',
      cell: (row) => <KeyState apiKey={row} />,
    },
    { key: 'user', header: apiKeys.user, cell: (row) => row.user_name },
    { key: 'scopes', header: apiKeys.scopes, cell: (row) => <KeyScopes apiKey={row} /> },
    {
      key: 'created',
      header: apiKeys.createdAt,
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
    {
      key: 'used',
      header: apiKeys.lastUsed,
      cell: (row) =>
        row.last_used_at === null ? common.never : <RelativeTime at={row.last_used_at} />,
    },
    {
      key: 'expires',
      header: apiKeys.expires,
      cell: (row) =>
        row.expires_at === null ? apiKeys.expiresNever : <RelativeTime at={row.expires_at} />,
    },
    {
      key: 'revoke',
      header: apiKeys.revoke,
      isHeaderHidden: true,
      align: 'right',
      card: 'foot',
      cell: (row) =>
        canEdit &&
        row.revoked_at === null && (
          <Button size="compact-xs" variant="subtle" color="brick" onClick={() => onRevoke(row)}>
            {apiKeys.revoke}
          </Button>
        ),
    },
  ];
};

const KeyState = ({ apiKey }: { apiKey: ApiKey }) => {
  const { apiKeys } = useMessages();
  if (apiKey.revoked_at !== null) return <StatusBadge tone="neutral" label={apiKeys.revoked} />;
  const isExpired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) < Date.now();
  return isExpired ? (
    <StatusBadge tone="late" label={apiKeys.expired} />
  ) : (
    <StatusBadge tone="good" label={apiKeys.valid} />
  );
};

const RevokeKey = ({ apiKey, onClose }: { apiKey: ApiKey | null; onClose: () => void }) => {
  const messages = useMessages();
  const { apiKeys } = messages;
  const queryClient = useQueryClient();
  const revoke = api.useMutation('delete', '/api/v1/api-keys/{id}', {
    onSuccess: () => {
      toast('good', apiKeys.revokedDone);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen={apiKey !== null}
      isDangerous
      title={apiKeys.revokeTitle(apiKey?.name ?? '')}
      confirmLabel={apiKeys.revoke}
      isPending={revoke.isPending}
      onConfirm={() => apiKey && revoke.mutate({ params: { path: { id: apiKey.id } } })}
      onClose={onClose}
    >
      {apiKeys.revokeBody}
    </Confirm>
  );
};
