import { ActionIcon, Alert, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import {
  IconArrowLeft,
  IconDeviceFloppy,
  IconEdit,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { EntityIcon } from '../parts/entity-icon.tsx';
import { toastProblem } from '../parts/problem-alert.tsx';
import { LinkButton } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { amend, ENTITY_TYPES, oneOf } from '../search.ts';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { DataTable, DataTableSkeleton } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { backLinkClass, Card, Page } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';
import { actionColumns } from './actions.tsx';

type Entity = Schemas['Entity'];

const route = getRouteApi('/shell/entities/$type/$ref');
const ACTION_COUNT = 20;

export const EntityPage = () => {
  const { type: given, ref } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const query = api.useQuery('get', '/api/v1/entities/{type}/{ref}', {
    params: { path: { type, ref } },
  });
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(entity) => <EntityView entity={entity} />}
    </QueryView>
  );
};

const EntityView = ({ entity }: { entity: Entity }) => {
  const { entity: words, entityTypesMany } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const edit = (isOn: boolean): void =>
    void navigate({ search: amend(search, { edit: isOn ? true : undefined }), replace: true });
  const isEditing = search.edit === true && can('entities:update');
  return (
    <Page
      title={entity.label}
      badge={
        entity.statut_dossier !== null && (
          <StatusBadge tone="neutral" label={entity.statut_dossier} size="lg" />
        )
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
      back={
        <Link to="/entities/$type" params={{ type: entity.type }} className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {entityTypesMany[entity.type]}
        </Link>
      }
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
          <EntityEditor entity={entity} onDone={() => edit(false)} />
        ) : (
          <EntityData entity={entity} />
        )}
      </Card>
      <EntityActions entity={entity} />
    </Page>
  );
};

const EntityData = ({ entity }: { entity: Entity }) => {
  const { entity: words, fields } = useMessages();
  const entries = Object.entries(entity.data);
  if (entries.length === 0)
    return <Empty icon={IconEdit} title={words.empty} hint={words.emptyHint} />;
  const label = (name: string): string => fields[name] ?? name;
  return (
    <Stack>
      <Facts
        facts={entries
          .filter(([, value]) => typeof value !== 'object')
          .map(([name, value]) => ({ label: label(name), value: toText(value) }))}
      />
      {entries
        .filter(([, value]) => typeof value === 'object')
        .map(([name, value]) => (
          <JsonView key={name} label={label(name)} value={value} maxHeight={220} />
        ))}
    </Stack>
  );
};

interface EditorProps {
  entity: Entity;
  onDone: () => void;
}

/** As text while edited: a value that was not text keeps its type if it still reads as JSON. */
const toText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const toValue = (before: unknown, text: string): unknown => {
  if (before === undefined || typeof before === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const EntityEditor = ({ entity, onDone }: EditorProps) => {
  const messages = useMessages();
  const { entity: words, common, fields } = messages;
  const queryClient = useQueryClient();
  const [version, setVersion] = useState(entity.version);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(entity.data).map(([name, value]) => [name, toText(value)])),
  );
  const [newName, setNewName] = useState('');
  const [hasConflict, setConflict] = useState(false);
  const save = api.useMutation('patch', '/api/v1/entities/{type}/{ref}', {
    onSuccess: (saved) => {
      queryClient.setQueryData(
        [
          'get',
          '/api/v1/entities/{type}/{ref}',
          { params: { path: { type: entity.type, ref: entity.ref } } },
        ],
        saved,
      );
      toast('good', words.saved);
      onDone();
    },
    onError: (error) => {
      if (problemOf(error).code !== 'version_conflict') return toastProblem(messages, error);
      setConflict(true);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/entities/{type}/{ref}'] });
    },
  });
  const changes = Object.fromEntries([
    ...Object.entries(texts)
      .filter(([name, text]) => text !== toText(entity.data[name] ?? ''))
      .map(([name, text]) => [name, toValue(entity.data[name], text)]),
    ...Object.keys(entity.data)
      .filter((name) => !(name in texts))
      .map((name) => [name, null]),
  ]);
  const submit = (): void => {
    if (Object.keys(changes).length === 0) {
      toast('info', words.nothingChanged);
      onDone();
      return;
    }
    save.mutate({
      params: { path: { type: entity.type, ref: entity.ref } },
      body: { version, data: changes },
    });
  };
  const addField = (): void => {
    const name = newName.trim();
    if (name === '' || name in texts) return;
    setTexts({ ...texts, [name]: '' });
    setNewName('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {hasConflict && version !== entity.version && (
          <Conflict
            entity={entity}
            mine={texts}
            onResolve={(next) => {
              setTexts(next);
              setVersion(entity.version);
              setConflict(false);
            }}
          />
        )}
        {Object.entries(texts).map(([name, text]) => (
          <Group key={name} wrap="nowrap" align="end" gap="xs">
            <TextInput
              label={fields[name] ?? name}
              value={text}
              onChange={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
              flex={1}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={words.removeField(fields[name] ?? name)}
              onClick={() => {
                const { [name]: _, ...others } = texts;
                setTexts(others);
              }}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group wrap="nowrap" align="end" gap="xs">
          <TextInput
            label={words.addField}
            placeholder={words.fieldName}
            value={newName}
            error={newName.trim() in texts ? words.fieldTwice : undefined}
            onChange={(event) => setNewName(event.currentTarget.value)}
            flex={1}
          />
          <ActionIcon variant="default" size={36} aria-label={words.addField} onClick={addField}>
            <IconPlus size={16} />
          </ActionIcon>
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={hasConflict && version !== entity.version}
            leftSection={<IconDeviceFloppy size={16} />}
          >
            {common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

interface ConflictProps {
  entity: Entity;
  mine: Readonly<Record<string, string>>;
  onResolve: (texts: Record<string, string>) => void;
}

/** Somebody saved in between: what differs, side by side, one choice per field. */
const Conflict = ({ entity, mine, onResolve }: ConflictProps) => {
  const { entity: words, fields } = useMessages();
  const theirs = Object.fromEntries(
    Object.entries(entity.data).map(([name, value]) => [name, toText(value)]),
  );
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].filter(
    (name) => theirs[name] !== mine[name],
  );
  const [kept, setKept] = useState<Record<string, 'mine' | 'theirs'>>({});
  const resolve = (): void => {
    const merged = { ...theirs };
    for (const name of names) {
      const value = kept[name] === 'theirs' ? theirs[name] : mine[name];
      if (value === undefined) delete merged[name];
      else merged[name] = value;
    }
    onResolve(merged);
  };
  return (
    <Alert color="saffron" title={words.conflictTitle} role="alert">
      <Text size="sm" mb="sm">
        {names.length === 0 ? words.conflictNone : words.conflictBody}
      </Text>
      <Table.ScrollContainer minWidth={320}>
        <Table>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Th>{fields[name] ?? name}</Table.Th>
                {(['theirs', 'mine'] as const).map((side) => (
                  <Table.Td key={side}>
                    <Button
                      size="compact-sm"
                      variant={(kept[name] ?? 'mine') === side ? 'filled' : 'default'}
                      aria-pressed={(kept[name] ?? 'mine') === side}
                      onClick={() => setKept({ ...kept, [name]: side })}
                    >
                      {words[side]} : {(side === 'mine' ? mine[name] : theirs[name]) ?? '—'}
                    </Button>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Button size="xs" mt="sm" onClick={resolve}>
        {words.conflictSave}
      </Button>
    </Alert>
  );
};

const EntityActions = ({ entity }: { entity: Entity }) => {
  const messages = useMessages();
  const { entity: words } = messages;
  const can = useCan();
  const columns = actionColumns(messages).filter(({ key }) => key !== 'entity');
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
