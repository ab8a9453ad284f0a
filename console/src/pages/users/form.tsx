import { Select, TextInput } from '@mantine/core';
import { client } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LANGUAGE_NAMES, LOCALES, type Locale } from '../../i18n/locale.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { ChoiceField } from '../../ui/form/fields/choice-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { isEmail } from '../../ui/form/schema.ts';
import type { FormApi } from '../../ui/form/use-form.ts';
import { ROLES, type Role } from './roles.ts';
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
  const form = useUserForm({ user, onInvited, onClose });
  return (
    <SideDrawer
      isOpen
      onClose={onClose}
      title={user === null ? users.inviteTitle : users.editTitle(user.name)}
    >
      <Form
        form={form}
        submitLabel={user === null ? users.invite : common.save}
        isEdit={user !== null}
        onCancel={onClose}
      >
        <TextInput label={users.name} data-autofocus {...form.field('name')} />
        <TextInput
          label={users.email}
          type="email"
          readOnly={user !== null}
          variant={user === null ? 'default' : 'filled'}
          {...form.field('email')}
        />
        <Place form={form} />
        <Select
          label={users.language}
          description={users.languageHint}
          allowDeselect={false}
          data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          {...form.field('locale')}
        />
      </Form>
    </SideDrawer>
  );
};

const useUserForm = ({ user, onInvited, onClose }: UserFormProps) => {
  const { users, form: words } = useMessages();
  const { company } = useMe();
  const refresh = useRefreshUsers();
  return useApiForm({
    draft: `users/${user?.id ?? 'new'}`,
    initialValues: initialValues(user, company.locale),
    required: ['name', 'email'],
    validate: ({ email, role, call_centre_id: centre }): Record<string, string> => ({
      ...(user === null && !isEmail(email.trim()) ? { email: words.emailFault } : {}),
      ...(needsCentre(role) && centre === null ? { call_centre_id: users.callCentreRequired } : {}),
    }),
    ...(user === null ? { conflict: { email: users.emailTaken } } : {}),
    submit: async ({ email, name, call_centre_id: centre, ...rest }, once) => {
      const call_centre_id = centre === null ? null : Number(centre);
      const fields = { ...rest, name: name.trim(), call_centre_id };
      if (user === null) {
        const body = { ...fields, email: email.trim() };
        return (await sent(client.POST('/api/v1/users', { body, headers: once(body) }))).invitation;
      }
      const params = { path: { id: user.id } };
      await sent(client.PATCH('/api/v1/users/{id}', { params, body: fields }));
      return null;
    },
    onSuccess: (invitation, { name }) => {
      refresh();
      onClose();
      if (invitation === null) toast('good', users.saved);
      else onInvited({ name, invitation });
    },
  });
};

const initialValues = (user: User | null, locale: Locale): Values => ({
  name: user?.name ?? '',
  email: user?.email ?? '',
  role: user?.role ?? 'agent',
  locale: user?.locale ?? locale,
  call_centre_id: user?.call_centre_id?.toString() ?? null,
});

/** The fields for the role and the call centre. */
const Place = ({ form }: { form: FormApi<Values> }) => {
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
        {...form.field('role')}
      />
      <ChoiceField
        label={users.callCentre}
        placeholder={needsCentre(role) ? users.callCentreChoose : users.callCentreNone}
        clearable={!needsCentre(role)}
        nothingFoundMessage={users.callCentreNotFound}
        data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.field('call_centre_id')}
        required={needsCentre(role)}
      />
    </>
  );
};
