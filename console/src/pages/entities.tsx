import { Button, Drawer, Group, Stack, Tabs, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages, type Messages } from '../i18n/index.tsx';
import { CursorPager } from '../parts/cursor-pager.tsx';
import { EntityIcon } from '../parts/entity-icon.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { problemOf } from '../api/problem.ts';
import { QueryView } from '../parts/query-view.tsx';
import { amend, ENTITY_TYPES, oneOf, refine, type EntityType } from '../search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { JsonInput, parseJsonObject } from '../ui/json-input.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';

type Entity = Schemas['Entity'];

const route = getRouteApi('/shell/entities/$type');

/** What a new record of each type is usually given first. */
const USUAL_FIELDS: Record<EntityType, readonly string[]> = {
  prospect: ['nom', 'prenom', 'email', 'telephone', 'statutDossier'],
  candidat: ['nom', 'prenom', 'email', 'telephone', 'formation', 'statutDossier'],
  eleve: ['nom', 'prenom', 'email', 'telephone', 'formation'],
  formateur: ['nom', 'prenom', 'email', 'telephone', 'specialite'],
  session: ['intitule', 'formation', 'dateDebut', 'dateFin'],
  document: ['typeDocument', 'candidatNom', 'candidatPrenom', 'candidatEmail'],
};

export const EntitiesPage = () => {
  const messages = useMessages();
  const { entities, entityTypesMany } = messages;
  const can = useCan();
  const { type: given } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const query = api.useQuery(
    'get',
    '/api/v1/entities/{type}',
    {
      params: {
        path: { type },
        query: compact({
          q: search.q,
          statut_dossier: search.statut_dossier,
          cursor: search.after?.at(-1),
        }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = entityColumns(messages);
  const isFiltered = search.q !== undefined || search.statut_dossier !== undefined;
  const newButton = can('entities:create') && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => change(amend(search, { new: true }))}
    >
      {entities.newShort}
    </Button>
  );
  return (
    <Page title={entities.title} description={entities.description} actions={newButton}>
      <Tabs
        value={type}
        onChange={(value) => {
          const next = oneOf(ENTITY_TYPES, value);
          if (next) void navigate({ to: '/entities/$type', params: { type: next }, search: {} });
        }}
      >
        <Tabs.List aria-label={entities.types} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {ENTITY_TYPES.map((value) => (
            <Tabs.Tab key={value} value={value} leftSection={<EntityIcon type={value} />}>
              {entityTypesMany[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Card isFlush>
        <FilterBar
          activeCount={search.statut_dossier === undefined ? 0 : 1}
          onClear={() => change(refine(search, { statut_dossier: undefined }))}
          fields={
            <TextInput
              key={search.statut_dossier ?? ''}
              size="xs"
              label={entities.filterStatus}
              defaultValue={search.statut_dossier ?? ''}
              onBlur={(event) =>
                change(
                  refine(search, { statut_dossier: event.currentTarget.value.trim() || undefined }),
                )
              }
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur();
              }}
            />
          }
        >
          <SearchField
            label={entities.search}
            value={search.q ?? ''}
            onChange={(q) => change(refine(search, { q }))}
          />
        </FilterBar>
        <QueryView
          query={query}
          skeleton={<DataTableSkeleton label={entities.title} columns={columns} />}
        >
          {({ data, next_cursor: nextCursor }) =>
            data.length === 0 ? (
              <Empty
                icon={isFiltered ? IconSearchOff : IconPlus}
                title={isFiltered ? entities.emptyFilteredTitle : entities.emptyTitle}
                hint={isFiltered ? entities.emptyFilteredHint : entities.emptyHint}
                action={!isFiltered && newButton}
              />
            ) : (
              <>
                <DataTable
                  label={entityTypesMany[type]}
                  columns={columns}
                  rows={data}
                  rowKey={(row) => row.id}
                  isStale={query.isPlaceholderData}
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
      <NewEntity
        key={type}
        type={type}
        isOpen={search.new === true && can('entities:create')}
        onClose={() => change(amend(search, { new: undefined }))}
      />
    </Page>
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const entityColumns = ({ entities }: Messages): Column<Entity>[] => [
  {
    key: 'name',
    header: entities.columnName,
    card: 'title',
    cell: (row) => (
      <Link to="/entities/$type/$ref" params={{ type: row.type, ref: row.ref }}>
        {row.label}
      </Link>
    ),
  },
  {
    key: 'status',
    header: entities.columnStatus,
    card: 'aside',
    cell: (row) =>
      row.statut_dossier !== null && <StatusBadge tone="neutral" label={row.statut_dossier} />,
  },
  { key: 'ref', header: entities.columnRef, cell: (row) => <code>{row.ref}</code> },
  {
    key: 'contact',
    header: entities.columnContact,
    cell: (row) =>
      text(row.data['email']) ||
      text(row.data['candidatEmail']) ||
      text(row.data['telephone']) ||
      '—',
  },
  {
    key: 'updated',
    header: entities.columnUpdated,
    align: 'right',
    card: 'foot',
    cell: (row) => <RelativeTime at={row.updated_at} />,
  },
];

interface NewEntityProps {
  type: EntityType;
  isOpen: boolean;
  onClose: () => void;
}

const NewEntity = ({ type, isOpen, onClose }: NewEntityProps) => {
  const messages = useMessages();
  const { entities, entityTypes, fields, common } = messages;
  const navigate = route.useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const form = useForm<{ ref: string; data: Record<string, string>; others: string }>({
    initialValues: {
      ref: '',
      data: Object.fromEntries(USUAL_FIELDS[type].map((name) => [name, ''])),
      others: '{}',
    },
    validate: {
      ref: (value) => (value.trim() === '' ? common.required : null),
      others: (value) => {
        const parsed = parseJsonObject(value);
        return 'line' in parsed ? common.jsonFault(parsed.line) : null;
      },
    },
  });
  const create = api.useMutation('post', '/api/v1/entities/{type}', {
    onSuccess: ({ ref }) => {
      toast('good', entities.created);
      void navigate({ to: '/entities/$type/$ref', params: { type, ref } });
    },
    onError: (error) => {
      const errors = fieldErrors(messages, error);
      if (Object.keys(errors).length === 0) toastProblem(messages, error);
      const isTaken = problemOf(error).code === 'conflict';
      form.setErrors(isTaken ? { ref: entities.refTaken } : errors);
    },
  });
  const submit = form.onSubmit(({ ref, data, others }) => {
    const parsed = parseJsonObject(others);
    const filled = Object.entries(data).filter(([, value]) => value.trim() !== '');
    create.mutate({
      params: { path: { type } },
      headers: { 'Idempotency-Key': key },
      body: {
        ref: ref.trim(),
        data: { ...Object.fromEntries(filled), ...('value' in parsed ? parsed.value : {}) },
      },
    });
  });
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="md"
      title={entities.new(entityTypes[type])}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={entities.ref}
            description={entities.refHint}
            required
            data-autofocus
            {...form.getInputProps('ref')}
          />
          {USUAL_FIELDS[type].map((name) => (
            <TextInput
              key={name}
              label={fields[name] ?? name}
              {...form.getInputProps(`data.${name}`)}
            />
          ))}
          <JsonInput
            label={entities.otherFields}
            value={form.values.others}
            error={typeof form.errors['others'] === 'string' ? form.errors['others'] : undefined}
            onChange={(value) => form.setFieldValue('others', value)}
            minRows={3}
          />
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
    </Drawer>
  );
};
