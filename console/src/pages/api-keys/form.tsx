import { Button, Group, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { UserSelect } from '../users/select.tsx';
import { useOpenerFocus } from '../../ui/feedback/use-opener-focus.ts';
import { Scopes, showScopes, type Form, type Values } from './scopes.tsx';

const EXPIRY_DAYS = ['30', '90', '365', 'never'] as const;
const YEAR_DAYS = '365';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The form for a new key, then the dialog with its secret, which is shown only once. */
export const CreateKey = ({ onClose }: { onClose: () => void }) => {
  const { apiKeys, common } = useMessages();
  useOpenerFocus();
  const form = useForm<Values>({
    initialValues: { name: '', user_id: undefined, expires: '90', scopes: [] },
    validate: { scopes: (scopes) => (scopes.length === 0 ? apiKeys.scopeRequired : null) },
  });
  const { create, isPending, secret, failure } = useCreate(form);
  return (
    <>
      <Modal opened={secret === null} onClose={onClose} title={apiKeys.createTitle} size="lg">
        <form onSubmit={form.onSubmit(create, showScopes)}>
          <Stack>
            {failure !== null && <ProblemAlert error={failure} />}
            <Fields form={form} />
            <Scopes form={form} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {common.cancel}
              </Button>
              <Button type="submit" loading={isPending}>
                {common.create}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
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

const useCreate = (form: Form) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const keys = useIdempotencyKeys();
  // Expiry counts from here, so that submitting again after a failure sends the same body.
  const [openedAt] = useState(Date.now);
  const [failure, setFailure] = useState<unknown>(null);
  const { mutate, isPending, data } = api.useMutation('post', '/api/v1/api-keys', {
    onSuccess: () => {
      keys.renew();
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
    },
    onError: (error) => {
      const errors = fieldErrors(messages, error, (path) => path.split('.')[0] ?? path);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else setFailure(error);
    },
  });
  const create = ({ name, expires, scopes, user_id }: Values): void => {
    setFailure(null);
    const body = {
      name: name.trim(),
      scopes: scopes as Schemas['ApiKeyIn']['scopes'],
      expires_at:
        expires === 'never' ? null : new Date(openedAt + Number(expires) * DAY_MS).toISOString(),
      ...compact({ user_id }),
    };
    mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  };
  return { create, isPending, secret: data?.secret ?? null, failure };
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
        required
        data-autofocus
        {...form.getInputProps('name')}
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
          {...form.getInputProps('expires')}
        />
      </SimpleGrid>
    </>
  );
};
