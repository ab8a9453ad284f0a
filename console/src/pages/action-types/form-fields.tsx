import { Alert, Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRoute2, IconRouteOff } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CODE_SHAPE } from './link.tsx';
import { JsonInput } from '../../ui/fields/json-input.tsx';
import { EXAMPLE, type Form } from './form-values.ts';

/** The fields of the form for an action type. */

const ROUTE_DELAY_MS = 250;

export const CodeField = ({ form, isNew }: { form: Form; isNew: boolean }) => {
  const { actionTypes } = useMessages();
  return (
    <TextInput
      label={actionTypes.code}
      description={isNew && actionTypes.codeHint}
      data-autofocus={isNew || undefined}
      readOnly={!isNew}
      variant={isNew ? 'default' : 'filled'}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      {...form.field('code')}
      required={isNew}
      onChange={(event) => form.setFieldValue('code', event.currentTarget.value.toUpperCase())}
    />
  );
};

export const SchemaField = ({ form }: { form: Form }) => {
  const { actionTypes } = useMessages();
  const { value, error, onChange, onBlur } = form.field('schema');
  return (
    <div>
      <JsonInput
        label={actionTypes.schema}
        description={actionTypes.schemaHint}
        {...{ value, error, onChange, onBlur }}
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

interface ChoicesProps {
  label: string;
  choices: readonly { value: string; label: string }[];
  field: object;
}

export const Choices = ({ label, choices, field }: ChoicesProps) => (
  <Checkbox.Group label={label} {...field}>
    <Group gap="6px 16px" mt={8} mb={4}>
      {choices.map((choice) => (
        <Checkbox key={choice.value} size="xs" {...choice} />
      ))}
    </Group>
  </Checkbox.Group>
);

/** Shows the route of the code while it is being typed. */
export const RouteNote = ({ code }: { code: string }) => {
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
