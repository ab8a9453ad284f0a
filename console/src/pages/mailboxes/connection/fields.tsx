import {
  Anchor,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { NumberField } from '../../../ui/form/fields/number-field.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { SECURITIES, type ConnectionValues, type Preset } from './values.ts';

/** The fields to reach a mailbox: credentials and servers. */

interface FieldsProps<V extends ConnectionValues> {
  form: FormApi<V>;
}

interface CredentialsProps extends FieldsProps<ConnectionValues> {
  preset: Preset | undefined;
  /** Stored ones stay if nothing is typed. */
  isOptional?: boolean;
}

export const CredentialFields = ({ form, preset, isOptional = false }: CredentialsProps) => {
  const { mailboxForm: words } = useMessages();
  const methods = preset?.auth_methods ?? ['password', 'oauth2'];
  const kept = isOptional ? words.secretKept : undefined;
  const { method } = form.values;
  return (
    <Stack>
      {preset !== undefined && <PresetHint preset={preset} />}
      {methods.length > 1 && (
        <SegmentedControl
          aria-label={words.method}
          data={methods.map((value) => ({
            value,
            label: value === 'oauth2' ? words.methodOauth : words.methodPassword,
          }))}
          value={method}
          onChange={(next) => form.setFieldValue('method', next)}
        />
      )}
      <TextInput
        label={words.username}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        {...form.field('username')}
      />
      {method === 'oauth2' ? (
        <OauthFields form={form} kept={kept} />
      ) : (
        <PasswordInput
          label={preset?.needs_app_password === true ? words.appPassword : words.password}
          description={kept}
          autoComplete="new-password"
          data-autofocus
          {...form.field('password')}
        />
      )}
    </Stack>
  );
};

const OauthFields = ({
  form,
  kept,
}: FieldsProps<ConnectionValues> & { kept: string | undefined }) => {
  const { mailboxForm: words } = useMessages();
  return (
    <>
      <Text size="sm" c="dimmed">
        {kept ?? words.oauthHint}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={words.clientId} autoComplete="off" {...form.field('client_id')} />
        <PasswordInput
          label={words.clientSecret}
          autoComplete="new-password"
          {...form.field('client_secret')}
        />
      </SimpleGrid>
      <Textarea
        label={words.refreshToken}
        autoComplete="off"
        spellCheck={false}
        autosize
        minRows={2}
        maxRows={5}
        {...form.field('refresh_token')}
      />
      <TextInput
        label={words.tokenUrl}
        description={words.tokenUrlHint}
        placeholder="https://"
        type="url"
        {...form.field('token_url')}
      />
    </>
  );
};

const PresetHint = ({ preset }: { preset: Preset }) => {
  const { mailboxForm: words } = useMessages();
  const hint =
    preset.auth_methods[0] === 'oauth2'
      ? words.oauthOnly(preset.name)
      : preset.needs_app_password
        ? words.appPasswordHint(preset.name)
        : words.presetFound(preset.name);
  return (
    <Text size="sm" c="dimmed">
      {hint}{' '}
      <Anchor size="sm" href={preset.help_url} target="_blank" rel="noreferrer">
        {words.help}
      </Anchor>
    </Text>
  );
};

export const ServerFields = ({ form }: FieldsProps<ConnectionValues>) => {
  const { mailboxForm: words } = useMessages();
  return (
    <Stack>
      <Server form={form} which="imap" label={words.imap} />
      <Server form={form} which="smtp" label={words.smtp} />
    </Stack>
  );
};

interface ServerProps extends FieldsProps<ConnectionValues> {
  which: 'imap' | 'smtp';
  label: string;
}

const Server = ({ form, which, label }: ServerProps) => {
  const { mailboxForm: words } = useMessages();
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <TextInput
        label={label}
        spellCheck={false}
        autoCapitalize="off"
        {...form.field(`${which}_host`)}
      />
      <NumberField
        label={words.port(label)}
        min={1}
        allowDecimal={false}
        error={form.errors[`${which}_port`]}
        value={form.values[`${which}_port`]}
        onChange={(next) => form.setFieldValue(`${which}_port`, next)}
      />
      <Select
        label={words.security(label)}
        allowDeselect={false}
        data={SECURITIES.map((value) => ({ value, label: words.securities[value] }))}
        {...form.field(`${which}_security`)}
      />
    </SimpleGrid>
  );
};
