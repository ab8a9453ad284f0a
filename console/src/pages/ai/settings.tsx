import {
  Alert,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { client } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useLanguage, useMessages } from '../../i18n/index.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { NumberField } from '../../ui/form/fields/number-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { useRefreshAi, type AiSettings } from './types.ts';

/** What the company chooses. The key is never shown. */

interface Values {
  /** Not shown: another version brings fresh values. */
  version: number;
  source: 'installation' | 'company';
  base_url: string;
  model: string;
  api_key: string;
  daily_token_max: number | undefined;
  secrets_policy: AiSettings['secrets_policy'];
  input_price: number | undefined;
  output_price: number | undefined;
  currency: string;
}

const POLICIES = ['mask', 'block', 'off'] as const;
const PRICE_DECIMALS = 4;

export const AiSettingsForm = ({ settings }: { settings: AiSettings }) => {
  const { aiSettings: words, common } = useMessages();
  const { locale } = useLanguage();
  const canEdit = useCan()('ai:manage');
  const form = useSettingsForm(settings);
  return (
    <div style={{ maxWidth: 560 }}>
      <Form form={form} submitLabel={canEdit ? common.save : undefined} isEdit>
        <Source settings={settings} form={form} />
        {form.values.source === 'company' && <Connection settings={settings} form={form} />}
        <NumberField
          label={words.dailyMax}
          description={words.dailyMaxHint}
          readOnly={!canEdit}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator={locale === 'fr' ? ' ' : ','}
          {...form.field('daily_token_max')}
        />
        <Select
          label={words.policy}
          description={words.policyHint}
          readOnly={!canEdit}
          allowDeselect={false}
          data={POLICIES.map((value) => ({ value, label: words.policies[value] }))}
          {...form.field('secrets_policy')}
        />
        <Prices form={form} isReadOnly={!canEdit} />
      </Form>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </div>
  );
};

interface PartProps {
  settings: AiSettings;
  form: FormApi<Values>;
}

const Source = ({ settings: { installation }, form }: PartProps) => {
  const { aiSettings: words } = useMessages();
  const canEdit = useCan()('ai:manage');
  const format = useFormat();
  return (
    <Stack gap={6}>
      <SegmentedControl
        aria-label={words.source}
        disabled={!canEdit}
        data={(['installation', 'company'] as const).map((value) => ({
          value,
          label: words.sources[value],
        }))}
        value={form.values.source}
        onChange={(next) =>
          form.setFieldValue('source', next === 'company' ? 'company' : 'installation')
        }
      />
      {form.values.source === 'installation' && (
        <Text size="sm" c="dimmed">
          {installation === null
            ? words.noInstallation
            : words.ofInstallation(installation.model, format.number(installation.daily_token_max))}
        </Text>
      )}
    </Stack>
  );
};

const Connection = ({ settings: { connection }, form }: PartProps) => {
  const { aiSettings: words } = useMessages();
  const canEdit = useCan()('ai:manage');
  const isKept = connection !== null && form.values.base_url.trim() === connection.base_url;
  return (
    <Stack>
      <TextInput
        type="url"
        label={words.baseUrl}
        description={words.baseUrlHint}
        placeholder="https://api.openai.com/v1"
        readOnly={!canEdit}
        {...form.field('base_url')}
      />
      <TextInput
        label={words.model}
        description={words.modelHint}
        autoCapitalize="off"
        spellCheck={false}
        readOnly={!canEdit}
        {...form.field('model')}
      />
      <PasswordInput
        label={words.apiKey}
        description={isKept ? words.apiKeyKept : words.apiKeyHint}
        autoComplete="new-password"
        readOnly={!canEdit}
        {...form.field('api_key')}
      />
      <Alert color="saffron" p="xs">
        <Text size="sm">{words.leaves}</Text>
      </Alert>
    </Stack>
  );
};

const Prices = ({ form, isReadOnly }: { form: FormApi<Values>; isReadOnly: boolean }) => {
  const { aiSettings: words } = useMessages();
  const price = { readOnly: isReadOnly, allowNegative: false, decimalScale: PRICE_DECIMALS };
  return (
    <Stack gap={6}>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberField label={words.inputPrice} {...price} {...form.field('input_price')} />
        <NumberField label={words.outputPrice} {...price} {...form.field('output_price')} />
        <TextInput
          label={words.currency}
          placeholder="EUR"
          maxLength={3}
          readOnly={isReadOnly}
          {...form.field('currency')}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {words.pricesHint}
      </Text>
    </Stack>
  );
};

const valuesOf = ({ version, connection, prices, ...settings }: AiSettings): Values => ({
  version,
  source: connection === null ? 'installation' : 'company',
  base_url: connection?.base_url ?? '',
  model: connection?.model ?? '',
  api_key: '',
  daily_token_max: settings.daily_token_max,
  secrets_policy: settings.secrets_policy,
  input_price: prices?.input,
  output_price: prices?.output,
  currency: prices?.currency ?? '',
});

const pricesOf = (values: Values) => {
  const { input_price: input, output_price: output } = values;
  const currency = values.currency.trim().toUpperCase();
  if (input === undefined && output === undefined && currency === '') return null;
  return { input: input ?? 0, output: output ?? 0, currency };
};

/** The field of the form that shows the fault of a path of the request. */
const fieldOf = (path: string): string =>
  path === 'prices.input' || path === 'prices.output'
    ? `${path.slice('prices.'.length)}_price`
    : path.replace(/^(?:connection|prices)\./, '');

const useSettingsForm = (settings: AiSettings): FormApi<Values> => {
  const { aiSettings: words, common } = useMessages();
  const refresh = useRefreshAi();
  return useApiForm({
    initialValues: valuesOf(settings),
    required: ['daily_token_max'],
    validate: ({ source, base_url: baseUrl, model }) =>
      source === 'installation'
        ? {}
        : {
            ...(baseUrl.trim() === '' && { base_url: common.required }),
            ...(model.trim() === '' && { model: common.required }),
          },
    fieldOf,
    submit: (values) => {
      const body = {
        version: settings.version,
        connection:
          values.source === 'installation'
            ? null
            : {
                base_url: values.base_url.trim(),
                model: values.model.trim(),
                ...(values.api_key.trim() !== '' && { api_key: values.api_key.trim() }),
              },
        ...(values.daily_token_max !== undefined && { daily_token_max: values.daily_token_max }),
        secrets_policy: values.secrets_policy,
        prices: pricesOf(values),
      };
      // Also after a conflict: the next attempt then has the version of the other's choices.
      return sent(client.PATCH('/api/v1/ai/settings', { body })).finally(refresh);
    },
    onSuccess: () => toast('good', words.saved),
  });
};
