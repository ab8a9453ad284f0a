import { Drawer, Stack, Text, Title } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { JsonView } from '../../ui/values/json-view.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { dayEnd, dayStart } from '../../ui/fields/period-field.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { SmallCode } from '../../ui/values/small-code.tsx';
import { AuditFilters } from './filters.tsx';
import { Operation, Resource } from './labels.tsx';

type Entry = Schemas['AuditEntry'];

const route = getRouteApi('/shell/settings/audit');

export const AuditPage = () => {
  const { audit } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const query = api.useQuery(
    'get',
    '/api/v1/audit',
    {
      params: {
        query: compact({
          operation: search.operation,
          resource_type: search.resource_type,
          resource_id: search.resource_id,
          user_id: search.user_id,
          request_id: search.request_id,
          from: dayStart(search.from),
          to: dayEnd(search.to),
          cursor: search.after?.at(-1),
        }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = useColumns();
  return (
    <Page layout="list" title={audit.title} description={audit.description}>
      <Card isFlush isFilling>
        <AuditFilters search={search} onChange={change} />
        <QueryView
          query={query}
          skeleton={<DataTableSkeleton label={audit.listLabel} columns={columns} />}
        >
          {({ data, next_cursor: nextCursor }) =>
            data.length === 0 ? (
              <Empty icon={IconFilterOff} title={audit.emptyTitle} hint={audit.emptyHint} />
            ) : (
              <>
                <DataTable
                  label={audit.listLabel}
                  columns={columns}
                  rows={data}
                  rowKey={(row) => row.sequence}
                  isStale={query.isPlaceholderData}
                />
                <CursorPager
                  after={search.after}
                  nextCursor={nextCursor}
                  onChange={(after) =>
                    void navigate({ search: amend(search, { after, entry: undefined }) })
                  }
                />
                <EntryDrawer
                  entry={data.find(({ sequence }) => sequence === search.entry)}
                  onClose={() => change(amend(search, { entry: undefined }))}
                />
              </>
            )
          }
        </QueryView>
      </Card>
    </Page>
  );
};

const useActorName = (): ((entry: Entry) => string) => {
  const { audit } = useMessages();
  return ({ user_id: userId, user_name: userName, api_key_id: keyId }) => {
    const user = userName ?? (userId === null ? audit.system : `#${userId}`);
    return keyId === null ? user : `${user} · ${audit.byKey(keyId)}`;
  };
};

const useColumns = (): Column<Entry>[] => {
  const { audit } = useMessages();
  const actorOf = useActorName();
  return [
    {
      key: 'operation',
      header: audit.operation,
      card: 'title',
      cell: (row) => (
        <Link
          from="/settings/audit"
          to="/settings/audit"
          search={(search) => ({ ...search, entry: row.sequence })}
        >
          <Operation code={row.operation} />
        </Link>
      ),
    },
    { key: 'who', header: audit.who, cell: actorOf },
    {
      key: 'resource',
      header: audit.resource,
      cell: (row) => <Resource entry={row} />,
    },
    {
      key: 'sequence',
      header: audit.sequence,
      align: 'right',
      card: 'hidden',
      cell: (row) => row.sequence,
    },
    {
      key: 'when',
      header: audit.when,
      align: 'right',
      card: 'foot',
      cell: (row) => <RelativeTime at={row.occurred_at} />,
    },
  ];
};

const EntryDrawer = ({ entry, onClose }: { entry: Entry | undefined; onClose: () => void }) => {
  const { audit } = useMessages();
  const actorOf = useActorName();
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry && audit.detail(entry.sequence)}
    >
      {entry && (
        <Stack>
          <Facts
            facts={[
              {
                label: audit.operation,
                value: (
                  <>
                    <Operation code={entry.operation} />
                    <SmallCode code={entry.operation} />
                  </>
                ),
              },
              { label: audit.who, value: actorOf(entry) },
              {
                label: audit.resource,
                value: (
                  <>
                    <Resource entry={entry} />
                    <SmallCode code={`${entry.resource_type} ${entry.resource_id}`} />
                  </>
                ),
              },
              { label: audit.when, value: <RelativeTime at={entry.occurred_at} /> },
              { label: audit.ip, value: entry.ip },
              {
                label: audit.request,
                value: entry.request_id && <Request id={entry.request_id} />,
              },
              {
                label: audit.hash,
                value: <code style={{ overflowWrap: 'anywhere' }}>{entry.hash}</code>,
              },
            ]}
          />
          <Content title={audit.before} value={entry.before} />
          <Content title={audit.after} value={entry.after} />
          {!entry.before && !entry.after && <Text c="dimmed">{audit.noChange}</Text>}
        </Stack>
      )}
    </Drawer>
  );
};

/** A link to all entries of the same request. */
const Request = ({ id }: { id: string }) => (
  <Link from="/settings/audit" to="/settings/audit" search={{ request_id: id }}>
    {id}
  </Link>
);

/** The recorded content of the object before or after the change. */
const Content = ({ title, value }: { title: string; value: Entry['before'] }) =>
  value && (
    <div>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      <JsonView label={title} value={value} />
    </div>
  );
