import {
  Alert,
  Button,
  Checkbox,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { CopyIcon } from '../../ui/values/copy.tsx';
import { useRefreshModules, type CaseModule } from './types.ts';

/** Where a module is, and what its requests are signed with. The secret is never shown again. */

interface Values {
  base_url: string;
  secret: string;
  is_enabled: boolean;
}

interface ModuleFormProps {
  module: CaseModule;
  onClose: () => void;
}

export const ModuleForm = ({ module, onClose }: ModuleFormProps) => {
  const { caseModules: words, common } = useMessages();
  const form = useModuleForm(module, onClose);
  return (
    <SideDrawer isOpen title={words.formTitles[module.kind]} onClose={onClose}>
      <Form
        form={form}
        submitLabel={common.save}
        isEdit={module.is_configured}
        onCancel={onClose}
        extra={module.is_configured && <Remove module={module} onRemoved={onClose} />}
      >
        <TextInput
          type="url"
          label={words.baseUrl}
          description={words.baseUrlHint}
          placeholder="https://modules.example.com"
          data-autofocus
          {...form.field('base_url')}
        />
        <SecretField form={form} isKept={module.has_secret} />
        <Checkbox
          label={words.isEnabled}
          description={words.isEnabledHint}
          checked={form.values.is_enabled}
          onChange={(event) => form.setFieldValue('is_enabled', event.currentTarget.checked)}
        />
        <Alert color="saffron" p="xs">
          <Text size="sm">{words.leaves[module.kind]}</Text>
        </Alert>
      </Form>
    </SideDrawer>
  );
};

const SECRET_SIZE_BYTES = 32;

const newSecret = (): string =>
  `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_SIZE_BYTES))))}`;

const SecretField = ({ form, isKept }: { form: FormApi<Values>; isKept: boolean }) => {
  const { caseModules: words } = useMessages();
  const [made, setMade] = useState<string | null>(null);
  const make = (): void => {
    const secret = newSecret();
    setMade(secret);
    form.setFieldValue('secret', secret);
  };
  return (
    <Stack gap={6}>
      <PasswordInput
        label={words.secret}
        description={isKept ? words.secretKept : words.secretHint}
        placeholder="whsec_…"
        autoComplete="new-password"
        {...form.field('secret')}
      />
      <Group gap="xs">
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconKey size={14} />}
          onClick={make}
        >
          {words.makeSecret}
        </Button>
        {made !== null && made === form.values.secret && (
          <>
            <CopyIcon value={made} label={words.copySecret} />
            <Text size="xs" c="dimmed" role="status">
              {words.secretMade}
            </Text>
          </>
        )}
      </Group>
    </Stack>
  );
};

const useModuleForm = (module: CaseModule, onClose: () => void): FormApi<Values> => {
  const { caseModules: words } = useMessages();
  const refresh = useRefreshModules();
  return useApiForm<Values, unknown>({
    initialValues: {
      base_url: module.base_url ?? '',
      secret: '',
      is_enabled: module.is_configured ? module.is_enabled : true,
    },
    required: module.has_secret ? ['base_url'] : ['base_url', 'secret'],
    submit: ({ base_url: baseUrl, secret, is_enabled: isEnabled }) =>
      // Also after a conflict: the next attempt then has the version of the other's choices.
      sent(
        client.PUT('/api/crm/module/{kind}', {
          params: { path: { kind: module.kind } },
          body: {
            version: module.version,
            base_url: baseUrl.trim(),
            is_enabled: isEnabled,
            ...(secret.trim() !== '' && { secret: secret.trim() }),
          },
        }),
      ).finally(refresh),
    onSuccess: () => {
      toast('good', words.saved);
      onClose();
    },
  });
};

const Remove = ({ module, onRemoved }: { module: CaseModule; onRemoved: () => void }) => {
  const messages = useMessages();
  const { caseModules: words, common } = messages;
  const refresh = useRefreshModules();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/crm/module/{kind}', {
    onSuccess: () => {
      toast('good', words.removed);
      refresh();
      onRemoved();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {common.delete}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { kind: module.kind } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
