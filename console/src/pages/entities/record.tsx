import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconArrowLeft, IconEdit, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import type { Format } from '../../i18n/format.ts';
import { useFormat, useMessages, type Messages } from '../../i18n/index.tsx';
import { useActionColumns } from '../actions/list/columns.tsx';
import { useEntityCommands } from './commands.ts';
import { DossierStatus, useDossierStatus } from './dossier-status.tsx';
import { EntityIcon } from './icon.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { RecordNotFound } from '../../parts/record-not-found.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { ENTITY_TYPES, type EntityType } from './types.ts';
import { amend, oneOf } from '../../routing/search.ts';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { DataTable, DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { JsonView } from '../../ui/values/json-view.tsx';
import { backLinkClass, Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { EntityEditor } from './editor/editor.tsx';
import { toText } from './editor/fields.tsx';
import { inOrder } from './order.ts';

type Entity = Schemas['Entity'];

const route = getRouteApi('/shell/entities/$type/$ref');
const ACTION_COUNT = 20;

export const EntityPage = () => {
  const { type: given, ref } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const query = api.useQuery('get', '/api/v1/entities/{type}/{ref}', {
    params: { path: { type, ref } },
  });
  if (problemOf(query.error).status === 404)
    return <RecordNotFound back={<BackToList type={type} />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(entity) => <EntityView entity={entity} />}
    </QueryView>
  );
};

const BackToList = ({ type }: { type: EntityType }) => (
  <Link to="/entities/$type" params={{ type }} className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().entityTypesMany[type]}
  </Link>
);

const EntityView = ({ entity }: { entity: Entity }) => {
  const { entity: words } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // The button that opens or closes the editor disappears. The new content then takes the focus.
  const [isPressed, setPressed] = useState(false);
  const edit = (isOn: boolean): void => {
    setPressed(true);
    void navigate({ search: amend(search, { edit: isOn ? true : undefined }), replace: true });
  };
  useEntityCommands(entity, () => edit(true));
  const isEditing = search.edit === true && can('entities:update');
  return (
    <Page
      layout="record"
      title={entity.label}
      badge={
        entity.statut_dossier !== null && <DossierStatus code={entity.statut_dossier} size="lg" />
      }
      description={
        <Group gap={8}>
          <EntityIcon type={entity.type} />
          <code>{entity.ref}</code>
          <span>·</span>
          <span>{words.version(entity.version)}</span>
          <span>·</span>
          <RelativeTime at={entity.updated_at} />
        </Group>
      }
      back={<BackToList type={entity.type} />}
      actions={
        can('actions:create') && (
          <LinkButton
            to="/actions/new"
            search={{ entite_type: entity.type, entite_id: entity.ref }}
            leftSection={<IconPlus size={16} />}
          >
            {words.newAction}
          </LinkButton>
        )
      }
    >
      <Card
        title={words.data}
        actions={
          can('entities:update') &&
          !isEditing && (
            <Button
              autoFocus={isPressed}
              variant="subtle"
              size="compact-sm"
              leftSection={<IconEdit size={15} />}
              onClick={() => edit(true)}
            >
              {words.edit}
            </Button>
          )
        }
      >
        {isEditing ? (
          <EntityEditor entity={entity} takesFocus={isPressed} onDone={() => edit(false)} />
        ) : (
          <EntityData entity={entity} />
        )}
      </Card>
      <EntityActions entity={entity} />
    </Page>
  );
};

const EntityData = ({ entity }: { entity: Entity }) => {
  const messages = useMessages();
  const { entity: words, fields } = messages;
  const format = useFormat();
  const { wordOf } = useDossierStatus();
  const entries = inOrder(entity.data, fields);
  if (entries.length === 0)
    return <Empty icon={IconEdit} title={words.empty} hint={words.emptyHint} />;
  const label = (name: string): string => fields[name] ?? name;
  const facts = entries
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => {
      const text = readable(value, messages, format);
      return { label: label(name), value: name === 'statutDossier' ? wordOf(text) : text };
    });
  const half = Math.ceil(facts.length / 2);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing={8}>
        <Facts facts={facts.slice(0, half)} />
        <Facts facts={facts.slice(half)} />
      </SimpleGrid>
      {entries
        .filter(([, value]) => typeof value === 'object')
        .map(([name, value]) => (
          <JsonView key={name} label={label(name)} value={value} maxHeight={220} />
        ))}
    </Stack>
  );
};

/** Formats days, numbers and booleans. Other values are shown unchanged. */
const readable = (value: unknown, { common }: Messages, format: Format): string => {
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'boolean') return value ? common.yes : common.no;
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const day = isDay ? new Date(`${value}T00:00:00`) : null;
  return day === null || Number.isNaN(day.getTime()) ? toText(value) : format.date(day);
};

const EntityActions = ({ entity }: { entity: Entity }) => {
  const messages = useMessages();
  const { entity: words } = messages;
  const can = useCan();
  const columns = useActionColumns().filter(({ key }) => key !== 'entity');
  const query = api.useQuery(
    'get',
    '/api/v1/actions',
    {
      params: { query: { entite_type: entity.type, entite_id: entity.ref, limit: ACTION_COUNT } },
    },
    { enabled: can('actions:read') },
  );
  return (
    <Card
      isFlush
      title={words.actions}
      actions={
        <LinkButton
          to="/actions"
          search={{ entite_type: entity.type, entite_id: entity.ref }}
          variant="subtle"
          size="compact-sm"
        >
          {messages.home.seeAll}
        </LinkButton>
      }
    >
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.actions} columns={columns} />}
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={IconPlus} title={words.actionsEmpty} hint={words.actionsEmptyHint} />
          ) : (
            <DataTable
              label={words.actions}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
            />
          )
        }
      </QueryView>
    </Card>
  );
};
