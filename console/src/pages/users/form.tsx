import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { problemOf } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LANGUAGE_NAMES, LOCALES, type Locale } from '../../i18n/locale.ts';
import { fieldErrors } from '../../parts/fault-text.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ROLES, type Role } from './roles.ts';
import { toast } from '../../ui/feedback/toast.ts';
import { useOpenerFocus } from '../../ui/feedback/use-opener-focus.ts';
import { useCallCentres, useRefreshUsers, type InvitationLink, type User } from './shared.ts';

interface UserFormProps {
  /** The user to edit; null to invite a new one. */
  user: User | null;
  onInvited: (link: InvitationLink) => void;
  onClose: () => void;
}

interface Values {
  name: string;
  email: string;
  role: Role;
  locale: Locale;
  call_centre_id: string | null;
}

const needsCentre = (role: Role): boolean => role === 'agent' || role === 'supervisor';

export const UserForm = ({ user, onInvited, onClose }: UserFormProps) => {
  const { users, common } = useMessages();
  const { company } = useMe();
  useOpenerFocus();
  const form = useForm<Values>({
    initialValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? 'agent',
      locale: user?.locale ?? company.locale,
      call_centre_id: user?.call_centre_id?.toString() ?? null,
    },
    validate: {
      call_centre_id: (value, { role }) =>
        needsCentre(role) && value === null ? users.callCentreRequired : null,
    },
  });
  const { save, isPending, failure } = useSave(form, { user, onInvited, onClose });
  return (
    <Modal
      opened
      onClose={onClose}
      title={user === null ? users.inviteTitle : users.editTitle(user.name)}
    >
      <form onSubmit={form.onSubmit(save)}>
        <Stack>
          {failure !== null && <ProblemAlert error={failure} />}
          <TextInput label={users.name} required data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={users.email}
            type="email"
            required
            readOnly={user !== null}
            variant={user === null ? 'default' : 'filled'}
            {...form.getInputProps('email')}
          />
          <Place form={form} />
          <Select
            label={users.language}
            description={users.languageHint}
            allowDeselect={false}
            data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            {...form.getInputProps('locale')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isPending}>
              {user === null ? users.invite : common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};

/** The fields for the role, the call centre and the language. */
const Place = ({ form }: { form: UseFormReturnType<Values> }) => {
  const { users, roles, roleHints } = useMessages();
  const { user: me } = useMe();
  const centres = useCallCentres();
  const { role } = form.values;
  const grantable = ROLES.slice(0, ROLES.indexOf(me.role) + 1);
  return (
    <>
      <Select
        label={users.role}
        description={roleHints[role]}
        allowDeselect={false}
        data={grantable.map((value) => ({ value, label: roles[value] }))}
        {...form.getInputProps('role')}
      />
      <Select
        label={users.callCentre}
        placeholder={needsCentre(role) ? users.callCentreChoose : users.callCentreNone}
        withAsterisk={needsCentre(role)}
        aria-required={needsCentre(role)}
        searchable
        clearable={!needsCentre(role)}
        nothingFoundMessage={users.callCentreNotFound}
        data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.getInputProps('call_centre_id')}
      />
    </>
  );
};

const useSave = (form: UseFormReturnType<Values>, { user, onInvited, onClose }: UserFormProps) => {
  const messages = useMessages();
  const { users } = messages;
  const refresh = useRefreshUsers();
  const keys = useIdempotencyKeys();
  const [failure, setFailure] = useState<unknown>(null);
  const onError = (error: unknown): void => {
    const errors = fieldErrors(messages, error);
    if (problemOf(error).code === 'conflict' && user === null)
      form.setErrors({ email: users.emailTaken });
    else if (Object.keys(errors).length > 0) form.setErrors(errors);
    else setFailure(error);
  };
  const create = api.useMutation('post', '/api/v1/users', {
    onSuccess: ({ user: { name }, invitation }) => {
      keys.renew();
      refresh();
      onClose();
      onInvited({ name, invitation });
    },
    onError,
  });
  const update = api.useMutation('patch', '/api/v1/users/{id}', {
    onSuccess: () => {
      toast('good', users.saved);
      refresh();
      onClose();
    },
    onError,
  });
  const save = ({ email, name, call_centre_id: centre, ...rest }: Values): void => {
    setFailure(null);
    const fields = {
      ...rest,
      name: name.trim(),
      call_centre_id: centre === null ? null : Number(centre),
    };
    if (user !== null) {
      update.mutate({ params: { path: { id: user.id } }, body: fields });
      return;
    }
    const body = { ...fields, email: email.trim() };
    create.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  };
  return { save, isPending: create.isPending || update.isPending, failure };
};
