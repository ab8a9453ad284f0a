import {
  Button,
  Checkbox,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { Card } from '../../../ui/page/page.tsx';
import type { EditedField, FormValues } from './values.ts';

/** The form as visitors will see it, while it is being edited. Nothing can be sent from here. */
export const Preview = ({ values }: { values: Pick<FormValues, 'name' | 'fields'> }) => {
  const { forms: words } = useMessages();
  return (
    <Card title={words.preview}>
      <Stack gap="sm" role="group" aria-label={words.preview}>
        {values.name.trim() !== '' && <Title order={3}>{values.name}</Title>}
        {values.fields.map((field) => (
          <PreviewField key={field.row} field={field} />
        ))}
        <Button disabled style={{ alignSelf: 'start' }}>
          {words.previewSend}
        </Button>
      </Stack>
    </Card>
  );
};

const PreviewField = ({ field }: { field: EditedField }) => {
  const { forms: words } = useMessages();
  const shared = {
    label: field.label === '' ? words.types[field.type] : field.label,
    description: field.help === '' ? undefined : field.help,
    withAsterisk: field.is_required,
  };
  switch (field.type) {
    case 'text':
      return <TextInput {...shared} />;
    case 'email':
      return <TextInput {...shared} type="email" autoComplete="off" />;
    case 'phone':
      return <TextInput {...shared} type="tel" autoComplete="off" />;
    case 'date':
      return <TextInput {...shared} type="date" />;
    case 'number':
      return <NumberInput {...shared} hideControls />;
    case 'textarea':
      return <Textarea {...shared} rows={3} />;
    case 'select':
      return (
        <Select {...shared} data={[...new Set(field.options)]} placeholder={words.previewChoose} />
      );
    case 'checkbox': {
      const { withAsterisk, ...rest } = shared;
      return <Checkbox {...rest} label={withAsterisk ? `${rest.label} *` : rest.label} />;
    }
  }
};
