import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, compact, type Schemas } from '../../api/client.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { Form as FormFrame } from '../../ui/form/form.tsx';
import { UserSelect } from '../users/select.tsx';
import { Scopes, type Form, type Values } from './scopes.tsx';

const EXPIRY_DAYS = ['30', '90', '365', 'never'] as const;
const YEAR_DAYS = '365';
const DAY_MS = 24 * 60 * 60 * 1000;

const INITIAL: Values = { name: '', user_id: undefined, expires: '90', scopes: [] };

/** The form for a new key, then the dialog with its secret, which is shown only once. */
export const CreateKey = ({ onClose }: { onClose: () => void }) => {
  const { apiKeys, common } = useMessages();
  const [secret, setSecret] = useState<string | null>(null);
  const form = useKeyForm(setSecret);
  return (
    <>
      <SideDrawer isOpen={secret === null} onClose={onClose} title={apiKeys.createTitle} size="lg">
        <FormFrame form={form} submitLabel={common.create} onCancel={onClose}>
          <Fields form={form} />
          <Scopes form={form} />
        </FormFrame>
      </SideDrawer>
      <SecretDialog
        value={secret}
        title={apiKeys.secretTitle}
        hint={
          <>
            {apiKeys.secretBody} {apiKeys.useHint}
          </>
        }
        copyLabel={apiKeys.secretCopy}
        doneLabel={apiKeys.secretDone}
        onDone={onClose}
      />
    </>
  );
};

const useKeyForm = (onCreated: (secret: string) => void): Form => {
  const { apiKeys } = useMessages();
  const queryClient = useQueryClient();
  // Expiry counts from here, so that submitting again after a failure sends the same body.
  const [openedAt] = useState(Date.now);
  return useApiForm({
    draft: 'api-keys/new',
    initialValues: INITIAL,
    required: ['name'],
    validate: ({ scopes }): Record<string, string> =>
      scopes.length === 0 ? { scopes: apiKeys.scopeRequired } : {},
    fieldOf: (path) => path.split('.')[0] ?? path,
    submit: ({ name, expires, scopes, user_id }, once) => {
      const body = {
        name: name.trim(),
        scopes: scopes as Schemas['ApiKeyIn']['scopes'],
        expires_at:
          expires === 'never' ? null : new Date(openedAt + Number(expires) * DAY_MS).toISOString(),
        ...compact({ user_id }),
      };
      return sent(client.POST('/api/v1/api-keys', { body, headers: once(body) }));
    },
    onSuccess: ({ secret }) => {
      onCreated(secret);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
    },
  });
};

const Fields = ({ form }: { form: Form }) => {
  const { apiKeys } = useMessages();
  const { user } = useMe();
  const canListUsers = useCan()('users:read');
  const expiryLabel = (days: string): string => {
    if (days === 'never') return apiKeys.expiresNever;
    return days === YEAR_DAYS ? apiKeys.expiresYear : apiKeys.expiresDays(Number(days));
  };
  return (
    <>
      <TextInput
        label={apiKeys.name}
        placeholder={apiKeys.namePlaceholder}
        data-autofocus
        {...form.field('name')}
      />
      <SimpleGrid cols={{ base: 1, xs: canListUsers ? 2 : 1 }}>
        {canListUsers && (
          <UserSelect
            label={apiKeys.user}
            placeholder={apiKeys.userSelf(user.name)}
            value={form.values.user_id}
            error={form.errors['user_id']}
            onChange={(id) => form.setFieldValue('user_id', id)}
          />
        )}
        <Select
          label={apiKeys.expires}
          allowDeselect={false}
          data={EXPIRY_DAYS.map((value) => ({ value, label: expiryLabel(value) }))}
          {...form.field('expires')}
        />
      </SimpleGrid>
    </>
  );
};
