import { Input, PasswordInput, SimpleGrid, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { meOptions, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LanguageSwitch } from '../../parts/language-switch.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { Card } from '../../ui/page/page.tsx';
import { useCallCentres } from '../users/shared.ts';

export const ProfilePanel = () => {
  const { profile } = useMessages();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Card title={profile.identity}>
        <Identity />
      </Card>
      <Card title={profile.password}>
        <Password />
      </Card>
    </SimpleGrid>
  );
};

const Identity = () => {
  const { profile, roles, common } = useMessages();
  const { user } = useMe();
  const centre = useCallCentres().find(({ id }) => id === user.call_centre_id);
  const queryClient = useQueryClient();
  const form = useApiForm({
    draft: 'profile',
    initialValues: { name: user.name },
    required: ['name'],
    submit: ({ name }) => sent(client.PATCH('/api/v1/me', { body: { name: name.trim() } })),
    onSuccess: (me) => {
      queryClient.setQueryData(meOptions.queryKey, me);
      toast('good', profile.saved);
    },
  });
  return (
    <Form form={form} submitLabel={common.save} isEdit>
      <TextInput label={profile.name} autoComplete="name" {...form.field('name')} />
      <TextInput
        label={profile.email}
        description={profile.emailHint}
        value={user.email}
        readOnly
        variant="filled"
      />
      <TextInput label={profile.role} value={roles[user.role]} readOnly variant="filled" />
      {centre !== undefined && (
        <TextInput label={profile.centre} value={centre.name} readOnly variant="filled" />
      )}
      <Input.Wrapper label={profile.language} labelElement="div">
        <LanguageSwitch />
      </Input.Wrapper>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </Form>
  );
};

const Password = () => {
  const { profile, invitation } = useMessages();
  const { user } = useMe();
  const form = useApiForm({
    initialValues: { current_password: '', new_password: '', repeat: '' },
    required: ['current_password', 'new_password', 'repeat'],
    validate: ({ new_password: next, repeat }): Record<string, string> =>
      repeat === next ? {} : { repeat: invitation.mismatch },
    submit: async ({ current_password, new_password }) => {
      const body = { current_password, new_password };
      const { error } = await client.POST('/api/v1/me/password', { body });
      if (error !== undefined) throw error;
    },
    onSuccess: () => {
      form.discard();
      toast('good', profile.changed);
    },
  });
  return (
    <Form form={form} submitLabel={profile.change}>
      <input type="hidden" autoComplete="username" value={user.email} readOnly />
      <PasswordInput
        label={profile.current}
        autoComplete="current-password"
        {...form.field('current_password')}
      />
      <PasswordInput
        label={profile.next}
        description={invitation.passwordHint}
        autoComplete="new-password"
        {...form.field('new_password')}
      />
      <PasswordInput label={profile.repeat} autoComplete="new-password" {...form.field('repeat')} />
    </Form>
  );
};
