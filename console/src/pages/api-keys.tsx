import {
  Button,
  Checkbox,
  Group,
  Modal,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../api/client.ts';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { useCan, useMe } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { CursorPager } from '../parts/cursor-pager.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { amend } from '../search.ts';
import { Confirm } from '../ui/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { Card } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';

type ApiKey = Schemas['ApiKey'];

const route = getRouteApi('/shell/settings/api-keys');

const EXPIRY_DAYS = ['30', '90', '365', 'never'] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

export const ApiKeysPanel = () => {
  const { apiKeys } = useMessages();
  const canEdit = useCan()('api_keys:write');
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Card
      isFlush
      title={apiKeys.title}
      actions={
        canEdit && (
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
            {apiKeys.new}
          </Button>
        )
      }
    >
      <KeyList canEdit={canEdit} onRevoke={setRevoking} />
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </Card>
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
          {row.name} <code>{row.prefix}…</code>
        </>
      ),
    },
    {
      key: 'state',
      header: apiKeys.state,
      card: 'aside',
      cell: (row) => <KeyState apiKey={row} />,
    },
    { key: 'scopes', header: apiKeys.scopes, cell: (row) => apiKeys.scopeCount(row.scopes.length) },
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
      header: '',
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

const CreateKey = ({ onClose }: { onClose: () => void }) => {
  const messages = useMessages();
  const { apiKeys, common, permissions: resources, operationsOf } = messages;
  const { permissions } = useMe();
  const queryClient = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: '', expires: '90', scopes: [] as string[] },
    validate: { scopes: (scopes) => (scopes.length === 0 ? apiKeys.scopeRequired : null) },
  });
  const keys = useIdempotencyKeys();
  // Counted from here, so that a second press of a failed submit says the very same.
  const [openedAt] = useState(Date.now);
  const create = api.useMutation('post', '/api/v1/api-keys', {
    onSuccess: ({ secret: value }) => {
      keys.renew();
      setSecret(value);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
    },
    onError: (error) => {
      const errors = fieldErrors(messages, error);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else toastProblem(messages, error);
    },
  });
  const submit = form.onSubmit(({ name, expires, scopes }) => {
    const body = {
      name: name.trim(),
      scopes: scopes as Schemas['ApiKeyIn']['scopes'],
      expires_at:
        expires === 'never' ? null : new Date(openedAt + Number(expires) * DAY_MS).toISOString(),
    };
    create.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  });
  const groups = Map.groupBy(
    Object.keys(permissions),
    (permission) => permission.split(':')[0] ?? '',
  );
  return (
    <>
      <Modal opened={secret === null} onClose={onClose} title={apiKeys.createTitle} size="lg">
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={apiKeys.name}
              placeholder={apiKeys.namePlaceholder}
              required
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Select
              label={apiKeys.expires}
              allowDeselect={false}
              data={EXPIRY_DAYS.map((value) => ({
                value,
                label:
                  value === 'never' ? apiKeys.expiresNever : apiKeys.expiresDays(Number(value)),
              }))}
              {...form.getInputProps('expires')}
            />
            <Checkbox.Group
              label={apiKeys.scopes}
              description={apiKeys.scopesHint}
              {...form.getInputProps('scopes')}
            >
              <SimpleGrid cols={{ base: 1, xs: 2 }} mt="sm" spacing="sm">
                {[...groups].map(([resource, scopes]) => (
                  <Stack key={resource} gap={6}>
                    <Text size="sm" fw={600}>
                      {resources[resource] ?? resource}
                    </Text>
                    {scopes.map((scope) => (
                      <Checkbox
                        key={scope}
                        size="xs"
                        value={scope}
                        label={operationsOf[scope.split(':')[1] ?? ''] ?? scope}
                        aria-label={scope}
                      />
                    ))}
                  </Stack>
                ))}
              </SimpleGrid>
            </Checkbox.Group>
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {common.cancel}
              </Button>
              <Button type="submit" loading={create.isPending}>
                {common.create}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
      <ShownOnce
        value={secret}
        title={apiKeys.secretTitle}
        hint={
          <>
            {apiKeys.secretBody} {apiKeys.useHint}
          </>
        }
        copyLabel={apiKeys.secretCopy}
        doneLabel={apiKeys.secretDone}
        onDone={onClose}
      />
    </>
  );
};
