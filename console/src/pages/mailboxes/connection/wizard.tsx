import { Button, Group, Stack, Stepper, Text, Textarea, TextInput } from '@mantine/core';
import { IconArrowLeft, IconPlugConnected } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';
import { NumberField } from '../../../ui/form/fields/number-field.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { Fold } from '../../actions/decide/fold.tsx';
import { useCallCentres } from '../../users/shared.ts';
import { useRefreshMailboxes, type TestResult } from '../types.ts';
import { CredentialFields, ServerFields } from './fields.tsx';
import { TestSteps } from './test-result.tsx';
import {
  connectionOf,
  fieldOf,
  presetOf,
  presetValues,
  type ConnectionValues,
  type Preset,
} from './values.ts';

/** Connects a mailbox: its address, its credentials with a test, what it is called and who sees it. */

const NO_PRESETS: readonly Preset[] = [];
const FIRST_SYNC_DAYS = 30;

interface Settings {
  name: string;
  call_centre_id: string | null;
  signature: string;
  first_sync_days: number | undefined;
}

const INITIAL_SETTINGS: Settings = {
  name: '',
  call_centre_id: null,
  signature: '',
  first_sync_days: FIRST_SYNC_DAYS,
};

export const NewMailboxPage = () => {
  const { mailboxForm: words, navigation } = useMessages();
  const canWrite = useCan()('mailboxes:write');
  const [email, setEmail] = useState<string | null>(null);
  const [tested, setTested] = useState<ConnectionValues | null>(null);
  const step = email === null ? 0 : tested === null ? 1 : 2;
  return (
    <Page
      layout="form"
      title={words.createTitle}
      back={
        <Link to="/mailboxes" className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {navigation.mailboxes}
        </Link>
      }
    >
      {canWrite ? (
        <Stack>
          <Stepper active={step} size="sm" aria-label={words.createTitle}>
            {words.stages.map((label) => (
              <Stepper.Step key={label} label={label} />
            ))}
          </Stepper>
          {email === null && <AddressStage onDone={setEmail} />}
          {email !== null && tested === null && (
            <LoginStage
              key={email}
              email={email}
              onBack={() => setEmail(null)}
              onDone={setTested}
            />
          )}
          {email !== null && tested !== null && (
            <SettingsStage email={email} connection={tested} onBack={() => setTested(null)} />
          )}
        </Stack>
      ) : (
        <Card>
          <Forbidden />
        </Card>
      )}
    </Page>
  );
};

const usePresets = (): readonly Preset[] =>
  api.useQuery('get', '/inbox/integrations/presets').data?.data ?? NO_PRESETS;

const AddressStage = ({ onDone }: { onDone: (email: string) => void }) => {
  const { mailboxForm: words } = useMessages();
  const navigate = useNavigate();
  const presets = usePresets();
  const form = useApiForm({
    initialValues: { email: '' },
    required: ['email'],
    validate: ({ email }) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? {} : { email: words.emailBad }),
    submit: ({ email }) => Promise.resolve(email.trim()),
    onSuccess: onDone,
  });
  const found = presetOf(presets, form.values.email);
  return (
    <Form form={form} submitLabel={words.next} onCancel={() => void navigate({ to: '/mailboxes' })}>
      <Card>
        <TextInput
          label={words.email}
          description={words.emailHint}
          type="email"
          autoComplete="off"
          data-autofocus
          {...form.field('email')}
        />
        <Text size="sm" c="dimmed" mt="xs" aria-live="polite">
          {found === undefined ? '' : words.presetFound(found.name)}
        </Text>
      </Card>
    </Form>
  );
};

interface LoginProps {
  email: string;
  onBack: () => void;
  onDone: (values: ConnectionValues) => void;
}

/** The connection is tested before the mailbox can be saved. */
const LoginStage = ({ email, onBack, onDone }: LoginProps) => {
  const { mailboxForm: words } = useMessages();
  const presets = usePresets();
  const [result, setResult] = useState<TestResult | null>(null);
  const form = useApiForm({
    initialValues: presetValues(email, presetOf(presets, email)),
    required: ['username', 'imap_host', 'smtp_host'],
    fieldOf,
    submit: (values) => {
      setResult(null);
      return sent(client.POST('/inbox/integrations/test', { body: connectionOf(email, values) }));
    },
    onSuccess: (next) => setResult(next),
  });
  const preset = presets.find(({ provider }) => provider === form.values.provider);
  const choose = (provider: string | null): void => {
    const chosen = presets.find((one) => one.provider === provider);
    form.setValues(presetValues(email, chosen));
    setResult(null);
  };
  return (
    <Form form={form} submitLabel={words.test} submitIcon={<IconPlugConnected size={16} />}>
      <Card title={email}>
        <Stack>
          <ChoiceField
            label={words.provider}
            allowDeselect={false}
            data={[
              ...presets.map(({ provider, name }) => ({ value: provider, label: name })),
              { value: 'other', label: words.otherProvider },
            ]}
            value={form.values.provider}
            onChange={choose}
          />
          <CredentialFields form={form} preset={preset} />
          {preset === undefined || form.refusalCount > 0 ? (
            <ServerFields form={form} />
          ) : (
            <Fold label={words.servers}>
              <ServerFields form={form} />
            </Fold>
          )}
        </Stack>
      </Card>
      {result !== null && (
        <Card>
          <TestSteps result={result} />
        </Card>
      )}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" onClick={onBack}>
          {words.back}
        </Button>
        {result?.is_success === true && (
          <Button onClick={() => onDone(form.values)} data-autofocus>
            {words.next}
          </Button>
        )}
      </Group>
    </Form>
  );
};

interface SettingsProps {
  email: string;
  connection: ConnectionValues;
  onBack: () => void;
}

const SettingsStage = ({ email, connection, onBack }: SettingsProps) => {
  const { mailboxForm: words } = useMessages();
  const centres = useCallCentres();
  const navigate = useNavigate();
  const refresh = useRefreshMailboxes();
  const form = useApiForm({
    initialValues: INITIAL_SETTINGS,
    required: ['name'],
    submit: (values, once) => {
      const body = {
        ...connectionOf(email, connection),
        name: values.name.trim(),
        call_centre_id: values.call_centre_id === null ? null : Number(values.call_centre_id),
        signature: values.signature.trim() === '' ? null : values.signature.trim(),
        // Chosen later: mails must be there first.
        trusted_authserv_id: null,
        first_sync_days: values.first_sync_days ?? FIRST_SYNC_DAYS,
        is_active: true,
      };
      return sent(client.POST('/inbox/integrations', { body, headers: once(body) }));
    },
    onSuccess: ({ id }) => {
      toast('good', words.created);
      refresh();
      void navigate({ to: '/mailboxes/$id', params: { id: String(id) }, replace: true });
    },
  });
  return (
    <Form form={form} submitLabel={words.connect}>
      <Card title={email}>
        <Stack>
          <TextInput
            label={words.name}
            description={words.nameHint}
            data-autofocus
            {...form.field('name')}
          />
          <ChoiceField
            clearable
            label={words.centre}
            description={words.centreHint}
            placeholder={words.everyone}
            data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
            {...form.field('call_centre_id')}
          />
          <NumberField
            label={words.firstSync}
            description={words.firstSyncHint}
            min={0}
            allowDecimal={false}
            error={form.errors['first_sync_days']}
            value={form.values.first_sync_days}
            onChange={(next) => form.setFieldValue('first_sync_days', next)}
          />
          <Textarea
            label={words.signature}
            description={words.signatureHint}
            autosize
            minRows={2}
            maxRows={8}
            {...form.field('signature')}
          />
        </Stack>
      </Card>
      <Group>
        <Button variant="subtle" color="gray" onClick={onBack}>
          {words.back}
        </Button>
      </Group>
    </Form>
  );
};
