import { Drawer, Stack, Text, Title } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { LinkText } from '../../parts/links.tsx';
import { List } from '../../parts/list/list.tsx';
import { answerOf, usePages, type ListSource } from '../../parts/list/pages.ts';
import { amend } from '../../routing/search.ts';
import type { Column } from '../../ui/table/column.ts';
import { csvInstant } from '../../ui/table/csv.ts';
import { dayEnd, daysOf, dayStart } from '../../ui/table/filters/periods.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { JsonView } from '../../ui/values/json-view.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { SmallCode } from '../../ui/values/small-code.tsx';
import { Fold } from '../actions/decide/fold.tsx';
import { useAuditFilters } from './filters.tsx';
import { Operation, Resource } from './labels.tsx';
import { EntryChanges } from './changes.tsx';
import { auditSearch, recordOf, type AuditSearch } from './search.ts';

type Entry = Schemas['AuditEntry'];

const route = getRouteApi('/shell/settings/audit');

export const AuditPage = () => {
  const { audit } = useMessages();
  if (useCan()('audit:read')) return <Trail />;
  return (
    <Page layout="list" title={audit.title}>
      <Card>
        <Forbidden />
      </Card>
    </Page>
  );
};

const Trail = () => {
  const { audit } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page layout="list" title={audit.title} description={audit.description}>
      <Card isFlush isFilling>
        <List
          list="audit"
          label={audit.listLabel}
          search={search}
          parse={auditSearch}
          onSearch={(next, { replace }) =>
            void navigate({ search: amend(next, { entry: undefined }), replace })
          }
          columns={useColumns()}
          filters={useAuditFilters(search)}
          views={[
            { key: 'all', label: audit.viewAll, filters: {} },
            { key: 'changes', label: audit.viewChanges, filters: { changes: true } },
          ]}
          source={auditSource(search)}
          count={undefined}
          rowKey={(row) => row.sequence}
          rowName={(row) => audit.detail(row.sequence)}
          empty={() => (
            <Empty icon={IconFilterOff} title={audit.emptyTitle} hint={audit.emptyHint} />
          )}
          fileName="audit"
        />
      </Card>
      <OpenEntry
        search={search}
        onClose={() =>
          void navigate({ search: amend(search, { entry: undefined }), replace: true })
        }
      />
    </Page>
  );
};

const auditSource = (search: AuditSearch): ListSource<Entry> => {
  const { from, to } = daysOf(search);
  const record = search.record === undefined ? undefined : recordOf(search.record);
  const query = compact({
    operation: search.operation,
    resource_type: search.resource_type,
    resource_id: search.resource_id,
    entity_type: record?.type,
    entity_ref: record?.ref,
    changes_only: search.changes,
    user_id: search.user_id,
    request_id: search.request_id,
    from: dayStart(from),
    to: dayEnd(to),
  });
  return {
    queryKey: ['get', '/api/v1/audit', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/audit', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

interface OpenEntryProps {
  search: AuditSearch;
  onClose: () => void;
}

/** The entry of the address, if it is among those that were read. */
const OpenEntry = ({ search, onClose }: OpenEntryProps) => {
  const { list } = usePages(auditSource(search));
  return (
    <EntryDrawer
      entry={list.rows.find(({ sequence }) => sequence === search.entry)}
      onClose={onClose}
    />
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
  const messages = useMessages();
  const { audit, codes } = messages;
  const actorOf = useActorName();
  return [
    {
      key: 'operation',
      header: audit.operation,
      card: 'title',
      width: '27%',
      cell: (row) => (
        <Link to="." search={(search) => ({ ...search, entry: row.sequence })} resetScroll={false}>
          <Operation code={row.operation} />
        </Link>
      ),
      text: (row) => codes.auditOperations[row.operation] ?? row.operation,
    },
    { key: 'who', header: audit.who, width: '20%', cell: actorOf, text: actorOf },
    {
      key: 'resource',
      header: audit.resource,
      cell: (row) => <Resource entry={row} />,
      text: (row) =>
        row.entity === null
          ? `${codes.auditResources[row.resource_type] ?? row.resource_type} ${row.resource_id}`
          : `${messages.entityTypes[row.entity.type]} ${row.entity.ref} ${row.entity.label}`,
    },
    {
      key: 'ip',
      header: audit.ip,
      width: '140px',
      isOptional: true,
      cell: (row) => row.ip,
      text: (row) => row.ip ?? '',
    },
    {
      key: 'sequence',
      header: audit.sequence,
      align: 'right',
      card: 'hidden',
      width: '68px',
      cell: (row) => row.sequence,
      text: (row) => String(row.sequence),
    },
    {
      key: 'when',
      header: audit.when,
      align: 'right',
      card: 'foot',
      width: '116px',
      cell: (row) => <RelativeTime at={row.occurred_at} />,
      text: (row) => csvInstant(row.occurred_at),
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
            ]}
          />
          <EntryChanges entry={entry} />
          <Fold label={audit.technical}>
            <Technical entry={entry} />
          </Fold>
        </Stack>
      )}
    </Drawer>
  );
};

/** A link to all entries of the same request. */
const Request = ({ id }: { id: string }) => (
  <LinkText to="/settings/audit" search={{ request_id: id }} size="sm">
    {id}
  </LinkText>
);

/** What the entry holds, as it is recorded and hashed. */
const Technical = ({ entry }: { entry: Entry }) => {
  const { audit } = useMessages();
  return (
    <Stack>
      <Facts
        facts={[
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
  );
};

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
