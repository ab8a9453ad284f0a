import { Alert, Select, Stack, Switch, TagsInput, Textarea, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { LANGUAGE_NAMES, LOCALES } from '../../../i18n/locale.ts';
import { Form } from '../../../ui/form/form.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { Card } from '../../../ui/page/page.tsx';
import { useCallCentres } from '../../users/shared.ts';
import { Fields } from './fields.tsx';
import type { FormValues } from './values.ts';

interface BuilderProps {
  form: FormApi<FormValues>;
  isNew: boolean;
  onCancel: () => void;
}

/** Defines a form: its name, its fields, its settings. What is typed stays as a draft when the page is left. */
export const Builder = ({ form, isNew, onCancel }: BuilderProps) => {
  const { forms: words, common } = useMessages();
  return (
    <Card>
      <Form
        form={form}
        submitLabel={isNew ? common.create : common.save}
        isEdit={!isNew}
        onCancel={onCancel}
      >
        <TextInput label={words.formName} maxLength={200} {...form.field('name')} />
        <Title order={3} size="h5">
          {words.fields}
        </Title>
        <Fields form={form} />
        <Title order={3} size="h5" mt="sm">
          {words.settings}
        </Title>
        <Settings form={form} />
      </Form>
    </Card>
  );
};

const Settings = ({ form }: { form: FormApi<FormValues> }) => {
  const { forms: words } = useMessages();
  const centres = useCallCentres();
  const { value: isActive, required: _active, ...active } = form.field('is_active');
  const {
    value: isConfirmed,
    required: _confirmed,
    ...confirmed
  } = form.field('is_confirmation_required');
  return (
    <Stack>
      <Switch label={words.isActive} checked={isActive === true} {...active} />
      <Switch
        label={words.confirmation}
        description={words.confirmationHint}
        checked={isConfirmed === true}
        {...confirmed}
      />
      <Select
        label={words.centre}
        description={form.values.call_centre_id === null ? undefined : words.centreHint}
        clearable
        placeholder={words.noCentre}
        data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.field('call_centre_id')}
      />
      {form.values.call_centre_id === null && centres.length > 0 && (
        <Alert color="saffron" variant="light" icon={<IconAlertTriangle />} role="note">
          {words.centreMissing}
        </Alert>
      )}
      <Select
        label={words.locale}
        allowDeselect={false}
        data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        {...form.field('locale')}
      />
      <TagsInput
        label={words.origins}
        description={words.originsHint}
        {...form.field('allowed_origins')}
      />
      <Textarea
        label={words.success}
        description={words.successHint}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.field('success_message')}
      />
      <TextInput label={words.redirect} type="url" {...form.field('redirect_url')} />
    </Stack>
  );
};
