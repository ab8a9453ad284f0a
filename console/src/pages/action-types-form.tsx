import { Alert, Button, Checkbox, Drawer, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRoute2, IconRouteOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useMessages, type Messages } from '../i18n/index.tsx';
import { faultText, fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { ENTITY_TYPES, ROLES } from '../search.ts';
import { Confirm } from '../ui/confirm.tsx';
import { JsonInput, parseJsonObject, type JsonObject } from '../ui/json-input.tsx';
import { toast } from '../ui/toast.ts';

type ActionType = Schemas['ActionType'];
type MetadataSchema = Schemas['MetadataSchema'];

interface TypeFormProps {
  /** Null adds an own one. */
  type: ActionType | null;
  codes: readonly string[];
  onClose: () => void;
}

interface Values {
  code: string;
  label: string;
  entity_types: string[];
  roles: string[];
  schema: string;
}

const CODE_SHAPE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){1,5}$/;
const ROUTE_DELAY_MS = 250;

const EXAMPLE: MetadataSchema = {
  type: 'object',
  properties: {
    priorite: { type: 'string', title: 'Priorité', enum: ['HAUTE', 'NORMALE', 'BASSE'] },
    dateEntretien: { type: 'string', format: 'date-time' },
  },
  required: ['priorite'],
};

const initialValues = (type: ActionType | null): Values => ({
  code: type?.code ?? '',
  label: type?.label ?? '',
  entity_types: type?.entity_types ?? [],
  roles: type?.roles ?? [...ROLES],
  schema: type?.metadata_schema ? JSON.stringify(type.metadata_schema, null, 2) : '',
});

/** The beginning of a schema the api can judge; what else is wrong with it, the api says best. */
const isSchema = (value: JsonObject): value is MetadataSchema & JsonObject =>
  value['type'] === 'object' &&
  typeof value['properties'] === 'object' &&
  value['properties'] !== null;

const schemaFault = ({ common, actionTypes }: Messages, text: string): string | null => {
  if (text.trim() === '') return null;
  const parsed = parseJsonObject(text);
  if ('line' in parsed) return common.jsonFault(parsed.line);
  return isSchema(parsed.value) ? null : actionTypes.schemaNotObject;
};

const toBody = ({ label, entity_types, roles, schema }: Values): Schemas['ActionTypeIn'] => {
  const parsed = schema.trim() === '' ? null : parseJsonObject(schema);
  return {
    label: label.trim(),
    entity_types: ENTITY_TYPES.filter((value) => entity_types.includes(value)),
    roles: ROLES.filter((value) => roles.includes(value)),
    ...(parsed !== null && 'value' in parsed && isSchema(parsed.value)
      ? { metadata_schema: parsed.value }
      : {}),
  };
};

/** The api names the place within the schema: it is kept before its fault. */
const formErrors = (messages: Messages, error: unknown): Record<string, string> => {
  const inSchema = problemOf(error)
    .errors.filter(({ path }) => path.startsWith('metadata_schema'))
    .map(({ path, message }) => {
      const place = path.replace(/^metadata_schema\.?/, '');
      const text = faultText(messages, message);
      return place === '' ? text : `${place} : ${text}`;
    });
  const { metadata_schema: _, ...errors } = fieldErrors(messages, error);
  return inSchema.length === 0 ? errors : { ...errors, schema: inSchema.join(' · ') };
};

const useTypeForm = (type: ActionType | null, codes: readonly string[]) => {
  const messages = useMessages();
  const { actionTypes, common } = messages;
  return useForm<Values>({
    initialValues: initialValues(type),
    validate: {
      code: (value) => {
        if (type !== null) return null;
        if (!CODE_SHAPE.test(value.trim())) return messages.faults.typeShape;
        return codes.includes(value.trim()) ? actionTypes.codeTaken : null;
      },
      entity_types: (value) => (value.length === 0 ? common.required : null),
      roles: (value) => (value.length === 0 ? common.required : null),
      schema: (value) => schemaFault(messages, value),
    },
  });
};

type Form = ReturnType<typeof useTypeForm>;

export const TypeForm = ({ type, codes, onClose }: TypeFormProps) => {
  const messages = useMessages();
  const { actionTypes, entityTypes, roles, common } = messages;
  const form = useTypeForm(type, codes);
  const done = useDone(onClose);
  const save = api.useMutation('put', '/api/v1/action-types/{code}', {
    onSuccess: () => done(actionTypes.saved),
    onError: (error) => {
      const errors = formErrors(messages, error);
      if (Object.keys(errors).length === 0) toastProblem(messages, error);
      else form.setErrors(errors);
    },
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={type === null ? actionTypes.createTitle : actionTypes.editTitle}
    >
      <form
        onSubmit={form.onSubmit((values) =>
          save.mutate({
            params: { path: { code: values.code.trim() } },
            body: toBody(values),
          }),
        )}
      >
        <Stack>
          <CodeField form={form} isNew={type === null} />
          <RouteNote code={form.values.code.trim()} />
          <TextInput
            label={actionTypes.label}
            required
            data-autofocus={type !== null || undefined}
            {...form.getInputProps('label')}
          />
          <Choices
            label={actionTypes.entityTypes}
            choices={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
            field={form.getInputProps('entity_types')}
          />
          <Choices
            label={actionTypes.roles}
            choices={ROLES.map((value) => ({ value, label: roles[value] }))}
            field={form.getInputProps('roles')}
          />
          <SchemaField form={form} />
          <Group justify="space-between">
            {type !== null && (type.is_own || type.is_customised) ? (
              <Restore type={type} onDone={done} />
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
    </Drawer>
  );
};

const CodeField = ({ form, isNew }: { form: Form; isNew: boolean }) => {
  const { actionTypes } = useMessages();
  return (
    <TextInput
      label={actionTypes.code}
      description={isNew && actionTypes.codeHint}
      withAsterisk={isNew}
      data-autofocus={isNew || undefined}
      readOnly={!isNew}
      variant={isNew ? 'default' : 'filled'}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      {...form.getInputProps('code')}
      onChange={(event) => form.setFieldValue('code', event.currentTarget.value.toUpperCase())}
    />
  );
};

const SchemaField = ({ form }: { form: Form }) => {
  const { actionTypes } = useMessages();
  const fault = form.errors['schema'];
  return (
    <div>
      <JsonInput
        label={actionTypes.schema}
        description={actionTypes.schemaHint}
        value={form.values.schema}
        error={typeof fault === 'string' ? fault : undefined}
        onChange={(value) => form.setFieldValue('schema', value)}
        minRows={8}
      />
      {form.values.schema.trim() === '' && (
        <Button
          mt={4}
          size="compact-xs"
          variant="subtle"
          onClick={() => form.setFieldValue('schema', JSON.stringify(EXAMPLE, null, 2))}
        >
          {actionTypes.schemaExample}
        </Button>
      )}
    </div>
  );
};

const useDone = (onClose: () => void) => {
  const queryClient = useQueryClient();
  return (text: string): void => {
    toast('good', text);
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-types'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-routes'] });
    onClose();
  };
};

interface ChoicesProps {
  label: string;
  choices: readonly { value: string; label: string }[];
  field: object;
}

const Choices = ({ label, choices, field }: ChoicesProps) => (
  <Checkbox.Group label={label} withAsterisk {...field}>
    <Group gap="6px 16px" mt={8} mb={4}>
      {choices.map((choice) => (
        <Checkbox key={choice.value} size="xs" {...choice} />
      ))}
    </Group>
  </Checkbox.Group>
);

/** Where actions of this type go, while its code is still being written. */
const RouteNote = ({ code }: { code: string }) => {
  const { actionTypes, newAction } = useMessages();
  const [settled] = useDebouncedValue(code, ROUTE_DELAY_MS);
  const { data } = api.useQuery(
    'get',
    '/api/v1/action-routes/resolve',
    { params: { query: { action_type: settled } } },
    { enabled: CODE_SHAPE.test(settled) },
  );
  if (!data) return null;
  return (
    <Alert
      color={data.is_unrouted ? 'saffron' : 'petrol'}
      icon={data.is_unrouted ? <IconRouteOff size={18} /> : <IconRoute2 size={18} />}
      py="xs"
      role="status"
    >
      {data.is_unrouted ? newAction.caughtByNone : actionTypes.goesTo(data.workflow)}
    </Alert>
  );
};

/** Takes back what the company added or changed. */
const Restore = ({ type, onDone }: { type: ActionType; onDone: (text: string) => void }) => {
  const messages = useMessages();
  const { actionTypes: words } = messages;
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/v1/action-types/{code}', {
    onSuccess: () => onDone(type.is_own ? words.removed : words.resetDone),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button variant="subtle" color="brick" onClick={() => setAsking(true)}>
        {type.is_own ? words.remove : words.reset}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={type.is_own ? words.removeTitle : words.resetTitle}
        confirmLabel={type.is_own ? words.remove : words.reset}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { code: type.code } } })}
        onClose={() => setAsking(false)}
      >
        {type.is_own ? words.removeBody : words.resetBody}
      </Confirm>
    </>
  );
};
