import {
  Alert,
  Button,
  Checkbox,
  Group,
  List,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft, IconCircleCheck, IconRoute2, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { api, client, compact, type Schemas } from '../api/client.ts';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { problemOf } from '../api/problem.ts';
import { useMe } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { faultText, fieldErrors } from '../parts/fault-text.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { ENTITY_TYPES, oneOf, type EntityType } from '../search.ts';
import { Empty } from '../ui/empty.tsx';
import { JsonInput, parseJsonObject, type JsonObject } from '../ui/json-input.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { backLinkClass, Card, Page } from '../ui/page.tsx';
import { toast } from '../ui/toast.ts';

type ActionType = Schemas['ActionType'];
type MetadataSchema = NonNullable<ActionType['metadata_schema']>;
type Field = MetadataSchema['properties'][string];

const route = getRouteApi('/shell/actions/new');
const TYPING_DELAY_MS = 300;
const SUGGESTION_COUNT = 20;

interface Draft {
  entiteType: EntityType;
  entiteId: string;
  actionType: string;
  decisionType: string;
  commentaire: string;
  /** As typed, where the type has no schema. */
  metadataText: string;
  metadata: JsonObject;
}

export const NewActionPage = () => {
  const messages = useMessages();
  const { newAction, action: words } = messages;
  const search = route.useSearch();
  const navigate = useNavigate();
  const { user } = useMe();
  const keys = useIdempotencyKeys();
  const [draft, setDraft] = useState<Draft>({
    entiteType: search.entite_type ?? 'candidat',
    entiteId: search.entite_id ?? '',
    actionType: search.action_type ?? '',
    decisionType: '',
    commentaire: '',
    metadataText: '{}',
    metadata: {},
  });
  const change = (patch: Partial<Draft>): void => setDraft((before) => ({ ...before, ...patch }));
  const types = api.useQuery('get', '/api/v1/action-types').data?.data ?? [];
  const type = types.find(({ code }) => code === draft.actionType);
  const metadata = metadataOf(draft, type);
  const body = useMemo(
    () => toBody(draft, metadata ?? {}, user.id, search.notification),
    [draft, metadata, user.id, search.notification],
  );
  const isReady = draft.entiteId !== '' && draft.actionType !== '' && metadata !== null;
  const preview = usePreview(body, isReady);
  const send = api.useMutation('post', '/api/v1/actions', {
    onSuccess: ({ id }) => {
      keys.renew();
      toast('good', newAction.sent);
      void navigate({ to: '/actions/$id', params: { id } });
    },
  });
  const faults = {
    ...faultsOfPreview(messages, preview.data),
    ...(send.isError ? fieldErrors(messages, send.error) : {}),
  };
  return (
    <Page
      title={newAction.title}
      description={newAction.description}
      back={
        <Link to="/actions" className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {words.back}
        </Link>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={newAction.decision}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              send.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
            }}
          >
            <Stack>
              {send.isError && problemOf(send.error).errors.length === 0 && (
                <ProblemAlert error={send.error} />
              )}
              <EntityFields draft={draft} faults={faults} onChange={change} />
              <TypeField types={types} draft={draft} faults={faults} onChange={change} />
              <TextInput
                label={newAction.decision}
                description={newAction.decisionHint}
                value={draft.decisionType}
                error={faults['decisionType']}
                onChange={(event) => change({ decisionType: event.currentTarget.value })}
              />
              <Textarea
                autosize
                minRows={2}
                label={newAction.comment}
                description={newAction.commentHint}
                value={draft.commentaire}
                error={faults['commentaire']}
                onChange={(event) => change({ commentaire: event.currentTarget.value })}
              />
              <MetadataFields type={type} draft={draft} faults={faults} onChange={change} />
              <Group justify="flex-end">
                <Button
                  type="submit"
                  disabled={!isReady || preview.data?.is_valid === false}
                  loading={send.isPending}
                  leftSection={<IconSend size={16} />}
                >
                  {newAction.submit}
                </Button>
              </Group>
            </Stack>
          </form>
        </Card>
        <Card title={newAction.preview}>
          <Preview result={isReady ? preview.data : undefined} />
        </Card>
      </SimpleGrid>
    </Page>
  );
};

/** What is wrong with it cannot be sent: null while the JSON does not parse. */
const metadataOf = (draft: Draft, type: ActionType | undefined): JsonObject | null => {
  if (type?.metadata_schema) return draft.metadata;
  const parsed = parseJsonObject(draft.metadataText);
  return 'value' in parsed ? parsed.value : null;
};

const toBody = (
  draft: Draft,
  metadonnees: JsonObject,
  userId: number,
  notificationId: number | undefined,
): Schemas['ActionIn'] => ({
  actionType: draft.actionType,
  actionSource: 'console.actions.new',
  actionButton: 'envoyer_action',
  entiteType: draft.entiteType,
  entiteId: draft.entiteId,
  decidePar: userId,
  metadonnees,
  ...compact({
    decisionType: draft.decisionType.trim(),
    commentaire: draft.commentaire.trim(),
    notificationId,
  }),
});

/** The dry run of what stands in the form, a moment behind the typing. */
const usePreview = (body: Schemas['ActionIn'], isReady: boolean) => {
  const [settled] = useDebouncedValue(body, TYPING_DELAY_MS);
  return useQuery({
    queryKey: ['dry-run', settled],
    enabled: isReady && settled.entiteId !== '' && settled.actionType !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { data, error } = await client.POST('/api/v1/actions/dry-run', {
        body: settled,
        signal,
      });
      if (!data) throw error;
      return data;
    },
  });
};

const faultsOfPreview = (
  messages: ReturnType<typeof useMessages>,
  result: Schemas['ActionDryRun'] | undefined,
): Record<string, string> =>
  Object.fromEntries(
    (result?.faults ?? []).map(({ path, message }) => [path, faultText(messages, message)]),
  );

interface FieldsProps {
  draft: Draft;
  faults: Readonly<Record<string, string>>;
  onChange: (patch: Partial<Draft>) => void;
}

const EntityFields = ({ draft, faults, onChange }: FieldsProps) => {
  const { newAction, entityTypes } = useMessages();
  const [text, setText] = useState(draft.entiteId);
  const [query] = useDebouncedValue(text, TYPING_DELAY_MS);
  const found = api.useQuery('get', '/api/v1/entities/{type}', {
    params: {
      path: { type: draft.entiteType },
      query: { limit: SUGGESTION_COUNT, ...compact({ q: query === draft.entiteId ? '' : query }) },
    },
  });
  const options = (found.data?.data ?? []).map(({ ref, label }) => ({
    value: ref,
    label: label === ref ? ref : `${label} · ${ref}`,
  }));
  const isListed = draft.entiteId === '' || options.some(({ value }) => value === draft.entiteId);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Select
        label={newAction.entityType}
        allowDeselect={false}
        data={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        value={draft.entiteType}
        error={faults['entiteType']}
        onChange={(value) => {
          onChange({
            entiteType: oneOf(ENTITY_TYPES, value) ?? 'candidat',
            entiteId: '',
            actionType: '',
          });
          setText('');
        }}
      />
      <Select
        searchable
        label={newAction.entity}
        placeholder={newAction.entityPlaceholder}
        nothingFoundMessage={newAction.entityNothing}
        data={isListed ? options : [{ value: draft.entiteId, label: draft.entiteId }, ...options]}
        filter={({ options: all }) => all}
        value={draft.entiteId === '' ? null : draft.entiteId}
        error={faults['entiteId']}
        onSearchChange={setText}
        onChange={(value) => onChange({ entiteId: value ?? '' })}
      />
    </SimpleGrid>
  );
};

const TypeField = ({
  types,
  draft,
  faults,
  onChange,
}: FieldsProps & { types: readonly ActionType[] }) => {
  const { newAction } = useMessages();
  const { user } = useMe();
  const offered = types.filter(
    (type) => type.entity_types.includes(draft.entiteType) && type.roles.includes(user.role),
  );
  return (
    <Select
      searchable
      label={newAction.type}
      placeholder={newAction.typePlaceholder}
      nothingFoundMessage={newAction.typeNothing}
      data={offered.map(({ code, label }) => ({ value: code, label: `${label} · ${code}` }))}
      value={draft.actionType === '' ? null : draft.actionType}
      error={faults['actionType'] ?? faults['decidePar']}
      onChange={(value) => onChange({ actionType: value ?? '', metadata: {} })}
    />
  );
};

const MetadataFields = ({
  type,
  draft,
  faults,
  onChange,
}: FieldsProps & { type: ActionType | undefined }) => {
  const messages = useMessages();
  const { newAction } = messages;
  const schema = type?.metadata_schema;
  if (!schema) {
    const parsed = parseJsonObject(draft.metadataText);
    return (
      <JsonInput
        label={newAction.metadata}
        description={newAction.metadataHint}
        value={draft.metadataText}
        error={'line' in parsed ? messages.common.jsonFault(parsed.line) : faults['metadonnees']}
        onChange={(metadataText) => onChange({ metadataText })}
      />
    );
  }
  return (
    <>
      {Object.entries(schema.properties).map(([name, field]) => (
        <MetadataField
          key={name}
          name={name}
          field={field}
          isRequired={schema.required?.includes(name) === true}
          value={draft.metadata[name]}
          error={faults[`metadonnees.${name}`]}
          onChange={(value) => {
            const { [name]: _, ...others } = draft.metadata;
            onChange({ metadata: value === undefined ? others : { ...others, [name]: value } });
          }}
        />
      ))}
    </>
  );
};

interface MetadataFieldProps {
  name: string;
  field: Field;
  isRequired: boolean;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

const MetadataField = ({ name, field, isRequired, value, error, onChange }: MetadataFieldProps) => {
  const { fields, newAction } = useMessages();
  const shared = {
    label: field.title ?? fields[name] ?? name,
    description: field.description,
    withAsterisk: isRequired,
    error,
  };
  if (field.type === 'boolean') {
    return (
      <Checkbox
        {...shared}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (field.type === 'array') {
    return (
      <TagsInput
        {...shared}
        placeholder={newAction.listHint}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(items) =>
          onChange(
            items.length === 0
              ? undefined
              : field.items?.type === 'string' || !field.items
                ? items
                : items.map(Number),
          )
        }
      />
    );
  }
  if (field.enum) {
    const choices = field.enum;
    return (
      <Select
        {...shared}
        clearable={!isRequired}
        data={choices.map(String)}
        value={
          choices.map(String).find((choice) => choice === `${value as string | number}`) ?? null
        }
        onChange={(text) => onChange(choices.find((choice) => String(choice) === text))}
      />
    );
  }
  if (field.type === 'number' || field.type === 'integer') {
    return (
      <NumberInput
        {...shared}
        allowDecimal={field.type === 'number'}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type={field.format === 'date' ? 'date' : 'text'}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
};

const Preview = ({ result }: { result: Schemas['ActionDryRun'] | undefined }) => {
  const messages = useMessages();
  const { newAction } = messages;
  if (!result?.route) {
    return <Empty icon={IconRoute2} title={newAction.preview} hint={newAction.previewEmpty} />;
  }
  const { route: target } = result;
  return (
    <Stack>
      <Alert
        color={target.is_unrouted ? 'saffron' : 'petrol'}
        icon={<IconRoute2 />}
        title={`${newAction.previewRoute} ${target.workflow}`}
      >
        {target.prefix === null ? newAction.caughtByNone : newAction.caughtBy(target.prefix)}
      </Alert>
      {result.is_valid ? (
        <Group gap={6} c="moss">
          <IconCircleCheck size={18} aria-hidden />
          <Text size="sm" fw={500}>
            {newAction.previewOk}
          </Text>
        </Group>
      ) : (
        <Alert color="brick" title={newAction.previewFaults}>
          <List size="sm">
            {result.faults.map(({ path, message }) => (
              <List.Item key={`${path}/${message}`}>
                {path} : {faultText(messages, message)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {result.payload && (
        <JsonView label={newAction.previewPayload} value={result.payload} maxHeight={420} />
      )}
    </Stack>
  );
};
