import { ActionIcon, Button, Group, Input, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { newUuid } from '../../../api/idempotency.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import classes from './form.module.css';
import { HEADER_COUNT_MAX, type HeaderRow } from './headers.ts';
import type { WebhookValues } from './values.ts';

/** The own headers: a row for each. A stored value is not shown; typing replaces it. */

interface HeadersFieldProps {
  form: FormApi<WebhookValues>;
}

export const HeadersField = ({ form }: HeadersFieldProps) => {
  const { webhookForm: words } = useMessages();
  const { headers } = form.values;
  const set = (rows: HeaderRow[]): void => form.setFieldValue('headers', rows);
  return (
    <Input.Wrapper
      label={words.headers}
      description={words.headersHint}
      error={form.errors['headers']}
      labelElement="div"
      role="group"
      aria-label={words.headers}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
    >
      <Stack gap="xs" mt="xs">
        {headers.map((row, place) => (
          <Row
            key={row.key}
            form={form}
            row={row}
            place={place}
            onChange={(patch) =>
              set(headers.map((one, index) => (index === place ? { ...one, ...patch } : one)))
            }
            onRemove={() => set(headers.filter((_, index) => index !== place))}
          />
        ))}
        {headers.length < HEADER_COUNT_MAX && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() =>
                set([...headers, { key: newUuid(), name: '', secretValue: '', isStored: false }])
              }
            >
              {words.headerAdd}
            </Button>
          </Group>
        )}
      </Stack>
    </Input.Wrapper>
  );
};

interface RowProps extends HeadersFieldProps {
  row: HeaderRow;
  place: number;
  onChange: (patch: Partial<HeaderRow>) => void;
  onRemove: () => void;
}

const Row = ({ form, row, place, onChange, onRemove }: RowProps) => {
  const { webhookForm: words } = useMessages();
  return (
    <div className={classes['header']}>
      <TextInput
        aria-label={words.headerNameOf(place + 1)}
        placeholder={words.headerName}
        spellCheck={false}
        autoCapitalize="off"
        readOnly={row.isStored}
        variant={row.isStored ? 'filled' : 'default'}
        value={row.name}
        error={form.errors[`headers.${place}.name`]}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <PasswordInput
        aria-label={words.headerValueOf(place + 1)}
        placeholder={row.isStored ? words.headerStored : words.headerValue}
        autoComplete="new-password"
        value={row.secretValue ?? ''}
        error={form.errors[`headers.${place}.secretValue`]}
        onChange={(event) => onChange({ secretValue: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words.headerRemove(row.name === '' ? String(place + 1) : row.name)}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
};
