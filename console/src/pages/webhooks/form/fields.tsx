import { Alert, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useCan, useMe } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';
import { NumberField } from '../../../ui/form/fields/number-field.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { useCallCentres } from '../../users/shared.ts';
import { UserSelect } from '../../users/select.tsx';
import { useForms } from '../forms.ts';
import type { Webhook } from '../types.ts';
import { HeadersField } from './headers-field.tsx';
import { isPlainHttp, spanMs, type WebhookValues } from './values.ts';

/** The fields of the form for a webhook, but for the events and the secret. */

interface FieldsProps {
  form: FormApi<WebhookValues>;
}

interface BindingProps extends FieldsProps {
  webhook: Webhook | null;
}

export const MainFields = ({ form }: FieldsProps) => {
  const { webhookForm: words } = useMessages();
  const { value: isActive, ...activeField } = form.field('is_active');
  return (
    <Stack>
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder}
        data-autofocus
        {...form.field('name')}
      />
      <TextInput
        label={words.url}
        description={words.urlHint}
        placeholder="https://"
        type="url"
        inputMode="url"
        spellCheck={false}
        autoCapitalize="off"
        {...form.field('url')}
      />
      {isPlainHttp(form.values.url) && (
        <Alert color="saffron" icon={<IconLockOpen />} role="status">
          {words.urlHttp}
        </Alert>
      )}
      <Textarea
        label={words.description}
        placeholder={words.descriptionPlaceholder}
        autosize
        minRows={2}
        maxRows={8}
        {...form.field('description')}
      />
      <Switch
        label={words.isActive}
        description={words.isActiveHint}
        {...activeField}
        checked={isActive === true}
      />
    </Stack>
  );
};

export const BindingFields = ({ form, webhook }: BindingProps) => {
  const { webhookForm: words } = useMessages();
  const forms = named(useForms(), webhook?.form_id, webhook?.form_name);
  const centres = named(useCallCentres(), webhook?.call_center_id, webhook?.call_center_name);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.bindingHint}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: forms.length === 0 ? 1 : 2 }}>
        {forms.length > 0 && (
          <ChoiceField
            clearable
            label={words.form}
            placeholder={words.formAny}
            nothingFoundMessage={words.notFound}
            data={forms}
            {...form.field('form_id')}
          />
        )}
        <ChoiceField
          clearable
          label={words.centre}
          placeholder={words.centreAny}
          nothingFoundMessage={words.notFound}
          data={centres}
          {...form.field('call_center_id')}
        />
      </SimpleGrid>
    </Stack>
  );
};

/** The choices of a select. The one that is chosen is among them, also if the list is not there yet. */
const named = (
  all: readonly { id: number; name: string }[],
  id: number | null | undefined,
  name: string | null | undefined,
): { value: string; label: string }[] => {
  const chosen =
    typeof id === 'number' && typeof name === 'string' && !all.some((one) => one.id === id)
      ? [{ id, name }]
      : [];
  return [...chosen, ...all].map((one) => ({ value: String(one.id), label: one.name }));
};

export const AdvancedFields = ({ form }: FieldsProps) => {
  const { webhookForm: words } = useMessages();
  const format = useFormat();
  const { user } = useMe();
  const canListUsers = useCan()('users:read');
  const attempts = form.values.attempt_count_max;
  const rate = form.values.rate_limit_per_second;
  return (
    <Stack>
      <HeadersField form={form} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberField
          label={words.attempts}
          description={words.attemptsHint(format.duration(spanMs(attempts ?? 0)))}
          min={0}
          allowDecimal={false}
          error={form.errors['attempt_count_max']}
          value={attempts}
          onChange={(next) => form.setFieldValue('attempt_count_max', next)}
        />
        <NumberField
          label={words.rateLimit}
          description={words.rateLimitHint}
          min={0}
          allowDecimal={false}
          error={form.errors['rate_limit_per_second']}
          value={rate}
          onChange={(next) => form.setFieldValue('rate_limit_per_second', next)}
        />
      </SimpleGrid>
      {canListUsers && (
        <div>
          <UserSelect
            label={words.owner}
            placeholder={words.ownerSelf(user.name)}
            value={form.values.user_id}
            error={form.errors['user_id']}
            onChange={(id) => form.setFieldValue('user_id', id)}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {words.ownerHint}
          </Text>
        </div>
      )}
    </Stack>
  );
};
