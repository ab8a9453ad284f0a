import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Drawer,
  Group,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconRoute2, IconSearchOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { LinkButton } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { amend, ENTITY_TYPES, oneOf, refine, ROLES } from '../search.ts';
import { Confirm } from '../ui/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { JsonInput, parseJsonObject } from '../ui/json-input.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { toast } from '../ui/toast.ts';

type ActionType = Schemas['ActionType'];

const route = getRouteApi('/shell/action-types');

export const ActionTypesPage = () => {
  const { actionTypes, entityTypes, newAction } = useMessages();
  const canEdit = useCan()('action_types:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const query = api.useQuery('get', '/api/v1/action-types');
  const columns = useColumns((code) => change(amend(search, { edit: code })), canEdit);
  const close = (): void => change(amend(search, { edit: undefined, new: undefined }));
  return (
    <Page
      title={actionTypes.title}
      description={actionTypes.description}
      actions={
        canEdit && (
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => change(amend(search, { new: true }))}
          >
            {actionTypes.new}
          </Button>
        )
      }
    >
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={actionTypes.listLabel} columns={columns} />}
      >
        {({ data, warnings }) => {
          const rows = data.filter((type) => matches(type, search));
          const edited = data.find(({ code }) => code === search.edit);
          return (
            <>
              {warnings.length > 0 && <UncaughtAlert count={warnings.length} />}
              <Card isFlush>
                <FilterBar activeCount={0} onClear={() => change({})}>
                  <SearchField
                    label={actionTypes.search}
                    value={search.q ?? ''}
                    onChange={(q) => change(refine(search, { q }))}
                  />
                  <Select
                    size="xs"
                    clearable
                    aria-label={newAction.entityType}
                    placeholder={newAction.entityType}
                    data={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
                    value={search.entity_type ?? null}
                    onChange={(value) =>
                      change(refine(search, { entity_type: oneOf(ENTITY_TYPES, value) }))
                    }
                  />
                </FilterBar>
                {rows.length === 0 ? (
                  <Empty
                    icon={IconSearchOff}
                    title={actionTypes.emptyTitle}
                    hint={actionTypes.emptyHint}
                  />
                ) : (
                  <DataTable
                    label={actionTypes.listLabel}
                    columns={columns}
                    rows={rows}
                    rowKey={(row) => row.code}
                  />
                )}
              </Card>
              {canEdit && (edited !== undefined || search.new === true) && (
                <TypeForm
                  key={edited?.code ?? 'new'}
                  type={edited ?? null}
                  codes={data.map(({ code }) => code)}
                  onClose={close}
                />
              )}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
};

const matches = (
  type: ActionType,
  { q = '', entity_type: entityType }: ReturnType<typeof route.useSearch>,
): boolean =>
  `${type.code} ${type.label}`.toLowerCase().includes(q.toLowerCase()) &&
  (entityType === undefined || type.entity_types.includes(entityType));

const UncaughtAlert = ({ count }: { count: number }) => {
  const { actionTypes } = useMessages();
  return (
    <Alert color="saffron" icon={<IconRoute2 />}>
      <Group justify="space-between">
        <Text size="sm">{actionTypes.uncaught(count)}</Text>
        <LinkButton to="/routes" variant="default" size="compact-sm">
          {actionTypes.uncaughtAction}
        </LinkButton>
      </Group>
    </Alert>
  );
};

const useColumns = (onEdit: (code: string) => void, canEdit: boolean): Column<ActionType>[] => {
  const { actionTypes, entityTypes, roles, actions, common } = useMessages();
  return [
    {
      key: 'label',
      header: actionTypes.label,
      card: 'title',
      cell: (row) => (
        <>
          <Text size="sm" fw={500}>
            {row.label}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {row.code}
          </Text>
        </>
      ),
    },
    {
      key: 'entities',
      header: actionTypes.entityTypes,
      cell: (row) => row.entity_types.map((type) => entityTypes[type]).join(', '),
    },
    {
      key: 'roles',
      header: actionTypes.roles,
      cell: (row) =>
        row.roles.length === ROLES.length
          ? actionTypes.everyone
          : row.roles.map((role) => roles[role]).join(', '),
    },
    {
      key: 'route',
      header: actionTypes.route,
      cell: (row) =>
        row.route.is_unrouted ? (
          <Badge color="saffron" variant="light">
            {actions.unrouted}
          </Badge>
        ) : (
          row.route.workflow
        ),
    },
    {
      key: 'origin',
      header: actionTypes.origin,
      card: 'aside',
      cell: (row) => (
        <Badge
          miw="max-content"
          variant="light"
          color={row.is_own ? 'petrol' : row.is_customised ? 'plum' : 'gray'}
        >
          {row.is_own
            ? actionTypes.own
            : row.is_customised
              ? actionTypes.customised
              : actionTypes.standard}
        </Badge>
      ),
    },
    {
      key: 'edit',
      header: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        canEdit && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`${common.edit} ${row.code}`}
            onClick={() => onEdit(row.code)}
          >
            {common.edit}
          </Button>
        ),
    },
  ];
};

interface TypeFormProps {
  /** Null adds an own one. */
  type: ActionType | null;
  codes: readonly string[];
  onClose: () => void;
}

const TypeForm = ({ type, codes, onClose }: TypeFormProps) => {
  const messages = useMessages();
  const { actionTypes, entityTypes, roles, common } = messages;
  const queryClient = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const form = useForm({
    initialValues: {
      code: type?.code ?? '',
      label: type?.label ?? '',
      entity_types: (type?.entity_types ?? []) as string[],
      roles: (type?.roles ?? [...ROLES]) as string[],
      schema: type?.metadata_schema ? JSON.stringify(type.metadata_schema, null, 2) : '',
    },
    validate: {
      code: (value) => (type === null && codes.includes(value) ? actionTypes.codeTaken : null),
      entity_types: (value) => (value.length === 0 ? common.required : null),
      roles: (value) => (value.length === 0 ? common.required : null),
      schema: (value) => {
        const parsed = value.trim() === '' ? null : parseJsonObject(value);
        return parsed !== null && 'line' in parsed ? common.jsonFault(parsed.line) : null;
      },
    },
  });
  const done = (text: string) => (): void => {
    toast('good', text);
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-types'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-routes'] });
    onClose();
  };
  const save = api.useMutation('put', '/api/v1/action-types/{code}', {
    onSuccess: done(actionTypes.saved),
    onError: (error) => {
      const errors = fieldErrors(messages, error, (path) =>
        path.startsWith('metadata_schema') ? 'schema' : path,
      );
      if (Object.keys(errors).length === 0) toastProblem(messages, error);
      else form.setErrors(errors);
    },
  });
  const remove = api.useMutation('delete', '/api/v1/action-types/{code}', {
    onSuccess: done(type?.is_own === true ? actionTypes.removed : actionTypes.resetDone),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setRemoving(false),
  });
  const submit = form.onSubmit((values) => {
    const parsed = values.schema.trim() === '' ? null : parseJsonObject(values.schema);
    save.mutate({
      params: { path: { code: values.code.trim() } },
      body: {
        label: values.label.trim(),
        entity_types: ENTITY_TYPES.filter((value) => values.entity_types.includes(value)),
        roles: ROLES.filter((value) => values.roles.includes(value)),
        ...(parsed !== null && 'value' in parsed
          ? { metadata_schema: parsed.value as unknown as Schemas['MetadataSchema'] }
          : {}),
      },
    });
  });
  const isRemovable = type !== null && (type.is_own || type.is_customised);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={type === null ? actionTypes.createTitle : actionTypes.editTitle}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={actionTypes.code}
            description={actionTypes.codeHint}
            required
            readOnly={type !== null}
            {...form.getInputProps('code')}
          />
          <TextInput label={actionTypes.label} required {...form.getInputProps('label')} />
          <Checkbox.Group label={actionTypes.entityTypes} {...form.getInputProps('entity_types')}>
            <Group gap="sm" mt={6}>
              {ENTITY_TYPES.map((value) => (
                <Checkbox key={value} value={value} label={entityTypes[value]} size="xs" />
              ))}
            </Group>
          </Checkbox.Group>
          <Checkbox.Group label={actionTypes.roles} {...form.getInputProps('roles')}>
            <Group gap="sm" mt={6}>
              {ROLES.map((value) => (
                <Checkbox key={value} value={value} label={roles[value]} size="xs" />
              ))}
            </Group>
          </Checkbox.Group>
          <JsonInput
            label={actionTypes.schema}
            description={actionTypes.schemaHint}
            value={form.values.schema}
            error={typeof form.errors['schema'] === 'string' ? form.errors['schema'] : undefined}
            onChange={(value) => form.setFieldValue('schema', value)}
          />
          <Group justify="space-between">
            {isRemovable ? (
              <Button variant="subtle" color="brick" onClick={() => setRemoving(true)}>
                {type.is_own ? actionTypes.remove : actionTypes.reset}
              </Button>
            ) : (
              <span />
            )}
            <Group gap="sm">
              <Button variant="default" onClick={onClose}>
                {common.cancel}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {common.save}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {isRemovable && (
        <Confirm
          isOpen={isRemoving}
          isDangerous
          title={type.is_own ? actionTypes.removeTitle : actionTypes.resetTitle}
          confirmLabel={type.is_own ? actionTypes.remove : actionTypes.reset}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { path: { code: type.code } } })}
          onClose={() => setRemoving(false)}
        >
          {type.is_own ? actionTypes.removeBody : actionTypes.resetBody}
        </Confirm>
      )}
    </Drawer>
  );
};
